"""Keep who keyed in a paper scoresheet, its scan, what its judge says against it, and when works are presented.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEY = "fk_scoresheets_entered_by_id"


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        # SQLite adds a constraint only together with its column; making the table anew would cut its children off.
        op.execute(f"ALTER TABLE scoresheets ADD COLUMN entered_by_id INTEGER CONSTRAINT {KEY} REFERENCES users (id)")
    else:
        op.add_column("scoresheets", sa.Column("entered_by_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(KEY), "scoresheets", "users", ["entered_by_id"], ["id"])
    op.create_table(
        "paper_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scoresheet_id", sa.Integer(), nullable=False),
        sa.Column("keyed_by_id", sa.Integer(), nullable=False),
        sa.Column("keyed_at", MOMENT, nullable=False),
        sa.Column("written_total", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("objected_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["scoresheet_id"], ["scoresheets.id"], name=op.f("fk_paper_sheets_scoresheet_id")),
        sa.ForeignKeyConstraint(["keyed_by_id"], ["users.id"], name=op.f("fk_paper_sheets_keyed_by_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["attachments.id"], name=op.f("fk_paper_sheets_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheets")),
        sa.UniqueConstraint("scoresheet_id", name=op.f("uq_paper_sheets_scoresheet_id")),
    )

    op.create_table(
        "presentation_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("gap_minutes", sa.Integer(), nullable=False),
        sa.Column("pause_after", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.Column("announced_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_presentation_sessions_edition_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_presentation_sessions_round_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_presentation_sessions_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation_sessions")),
    )
    op.create_index(op.f("ix_presentation_sessions_edition_id"), "presentation_sessions", ["edition_id"])
    op.create_index(op.f("ix_presentation_sessions_category_id"), "presentation_sessions", ["category_id"])
    op.create_table(
        "presentation_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("told_place", sa.String(length=200), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["presentation_sessions.id"], name=op.f("fk_presentation_slots_session_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_presentation_slots_round_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_presentation_slots_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation_slots")),
        sa.UniqueConstraint("round_id", "submission_id", name=op.f("uq_presentation_slots_round_id_submission_id")),
    )
    op.create_index(op.f("ix_presentation_slots_session_id"), "presentation_slots", ["session_id"])
    op.create_index(op.f("ix_presentation_slots_submission_id"), "presentation_slots", ["submission_id"])


def downgrade():
    op.drop_table("presentation_slots")
    op.drop_table("presentation_sessions")
    op.drop_table("paper_sheets")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(KEY), "scoresheets", type_="foreignkey")
    op.drop_column("scoresheets", "entered_by_id")
