"""Keep lists as versions with changes by name and signatures, the council's ballots, and its meetings.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = (
    "open_votes",
    "motions",
    "minutes_signatures",
    "ballot_drafts",
    "minutes",
    "list_changes",
    "list_adjustments",
    "casting_votes",
    "ballot_voters",
    "ballot_urns",
    "ballot_results",
    "ballot_paper_counts",
    "attendees",
    "agenda_items",
    "meetings",
    "list_signatures",
    "ballot_boxes",
)
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    with op.batch_alter_table("list_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("dated_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_list_versions_base_id"), "list_versions", ["base_id"], ["id"])
    # A list bears the day on which it was made until somebody can give it another.
    op.execute("UPDATE list_versions SET dated_on = date(created_at)")
    with op.batch_alter_table("list_versions", schema=None) as batch_op:
        batch_op.alter_column("dated_on", existing_type=sa.Date(), nullable=False)
    op.create_table(
        "ballot_boxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("list_version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("works", sa.JSON(), nullable=False),
        sa.Column("prizes", sa.JSON(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("papers_counted", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_ballot_boxes_closed_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_ballot_boxes_edition_id")),
        sa.ForeignKeyConstraint(["list_version_id"], ["list_versions.id"], name=op.f("fk_ballot_boxes_list_version_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_ballot_boxes_opened_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_ballot_boxes_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_boxes")),
        sa.UniqueConstraint("list_version_id", "number", name=op.f("uq_ballot_boxes_list_version_id_number")),
    )
    op.create_index(op.f("ix_ballot_boxes_edition_id"), "ballot_boxes", ["edition_id"])
    op.create_table(
        "list_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_version_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_list_signatures_category_id")),
        sa.ForeignKeyConstraint(["list_version_id"], ["list_versions.id"], name=op.f("fk_list_signatures_list_version_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["attachments.id"], name=op.f("fk_list_signatures_scan_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_list_signatures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_signatures")),
    )
    op.create_index(op.f("ix_list_signatures_list_version_id"), "list_signatures", ["list_version_id"])
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("list_version_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_meetings_edition_id")),
        sa.ForeignKeyConstraint(["list_version_id"], ["list_versions.id"], name=op.f("fk_meetings_list_version_id")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["users.id"], name=op.f("fk_meetings_planned_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_meetings_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_edition_id"), "meetings", ["edition_id"])
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("away", sa.JSON(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_agenda_items_category_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint("meeting_id", "category_id", name=op.f("uq_agenda_items_meeting_id_category_id")),
    )
    op.create_table(
        "attendees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("present", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_attendees_judge_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendees_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
        sa.UniqueConstraint("meeting_id", "judge_id", name=op.f("uq_attendees_meeting_id_judge_id")),
    )
    op.create_index(op.f("ix_attendees_judge_id"), "attendees", ["judge_id"])
    op.create_table(
        "ballot_paper_counts",
        sa.Column("box_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("counted_by_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["ballot_boxes.id"], name=op.f("fk_ballot_paper_counts_box_id")),
        sa.ForeignKeyConstraint(["counted_by_id"], ["users.id"], name=op.f("fk_ballot_paper_counts_counted_by_id")),
        sa.PrimaryKeyConstraint("box_id", name=op.f("pk_ballot_paper_counts")),
    )
    op.create_table(
        "ballot_results",
        sa.Column("box_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agree", sa.Integer(), nullable=False),
        sa.Column("disagree", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("recused", sa.Integer(), nullable=False),
        sa.Column("prizes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["ballot_boxes.id"], name=op.f("fk_ballot_results_box_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_ballot_results_submission_id")),
        sa.PrimaryKeyConstraint("box_id", "submission_id", name=op.f("pk_ballot_results")),
    )
    op.create_index(op.f("ix_ballot_results_submission_id"), "ballot_results", ["submission_id"])
    op.create_table(
        "ballot_urns",
        sa.Column("box_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["ballot_boxes.id"], name=op.f("fk_ballot_urns_box_id")),
        sa.PrimaryKeyConstraint("box_id", name=op.f("pk_ballot_urns")),
    )
    op.create_table(
        "ballot_voters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("handed_in", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("recused", sa.JSON(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["box_id"], ["ballot_boxes.id"], name=op.f("fk_ballot_voters_box_id")),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_ballot_voters_judge_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["attachments.id"], name=op.f("fk_ballot_voters_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_voters")),
        sa.UniqueConstraint("box_id", "judge_id", name=op.f("uq_ballot_voters_box_id_judge_id")),
    )
    op.create_index(op.f("ix_ballot_voters_judge_id"), "ballot_voters", ["judge_id"])
    op.create_table(
        "casting_votes",
        sa.Column("box_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["ballot_boxes.id"], name=op.f("fk_casting_votes_box_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["users.id"], name=op.f("fk_casting_votes_given_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_casting_votes_submission_id")),
        sa.PrimaryKeyConstraint("box_id", "submission_id", name=op.f("pk_casting_votes")),
    )
    op.create_table(
        "list_adjustments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_version_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_version_id"], ["list_versions.id"], name=op.f("fk_list_adjustments_list_version_id")),
        sa.ForeignKeyConstraint(["named_by_id"], ["users.id"], name=op.f("fk_list_adjustments_named_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_list_adjustments_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_adjustments")),
        sa.UniqueConstraint("list_version_id", "submission_id", name=op.f("uq_list_adjustments_list_version_id_submission_id")),
    )
    op.create_index(op.f("ix_list_adjustments_submission_id"), "list_adjustments", ["submission_id"])
    op.create_table(
        "list_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_version_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["list_version_id"], ["list_versions.id"], name=op.f("fk_list_changes_list_version_id")),
        sa.ForeignKeyConstraint(["named_by_id"], ["users.id"], name=op.f("fk_list_changes_named_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_list_changes_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_changes")),
        sa.UniqueConstraint("list_version_id", "submission_id", name=op.f("uq_list_changes_list_version_id_submission_id")),
    )
    op.create_index(op.f("ix_list_changes_submission_id"), "list_changes", ["submission_id"])
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_minutes_edition_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_minutes_made_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_minutes_meeting_id_number")),
    )
    op.create_table(
        "ballot_drafts",
        sa.Column("voter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["voter_id"], ["ballot_voters.id"], name=op.f("fk_ballot_drafts_voter_id")),
        sa.PrimaryKeyConstraint("voter_id", name=op.f("pk_ballot_drafts")),
    )
    op.create_table(
        "minutes_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_signatures_minutes_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_minutes_signatures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_signatures")),
        sa.UniqueConstraint("minutes_id", "role", name=op.f("uq_minutes_signatures_minutes_id_role")),
    )
    op.create_table(
        "motions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=120), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("to_place", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=True),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_motions_item_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_motions_made_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_motions_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motions")),
    )
    op.create_index(op.f("ix_motions_item_id"), "motions", ["item_id"])
    op.create_table(
        "open_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("prize", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_open_votes_submission_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["ballot_voters.id"], name=op.f("fk_open_votes_voter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_votes")),
        sa.UniqueConstraint("voter_id", "submission_id", name=op.f("uq_open_votes_voter_id_submission_id")),
    )
    op.create_index(op.f("ix_open_votes_submission_id"), "open_votes", ["submission_id"])


def downgrade():
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("list_versions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_list_versions_base_id"), type_="foreignkey")
        batch_op.drop_column("dated_on")
        batch_op.drop_column("base_id")
