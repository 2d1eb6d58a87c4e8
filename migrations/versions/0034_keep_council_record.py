"""Hold the lists on which a council votes, and keep what it carried and who was there.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ROOMS = ("agenda_items", "motions")


def upgrade():
    op.create_table(
        "list_holds",
        sa.Column("edition_id", sa.Integer(), sa.ForeignKey("editions.id"), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "kind", name=op.f("pk_list_holds")),
    )
    op.execute(
        "INSERT INTO list_holds (edition_id, kind) SELECT DISTINCT list_versions.edition_id, list_versions.kind "
        "FROM ballot_boxes JOIN list_versions ON list_versions.id = ballot_boxes.list_version_id "
        "WHERE ballot_boxes.state != 'cancelled'"
    )
    op.add_column("list_changes", sa.Column("carried", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE list_changes SET carried = (1 = 1) WHERE EXISTS (SELECT 1 FROM motions "
        "JOIN agenda_items ON agenda_items.id = motions.item_id JOIN meetings ON meetings.id = agenda_items.meeting_id "
        "WHERE meetings.list_version_id = list_changes.list_version_id AND motions.result = 'carried' "
        "AND motions.submission_id = list_changes.submission_id AND motions.to_place = list_changes.place)"
    )
    op.create_table(
        "dropped_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_version_id", sa.Integer(), sa.ForeignKey("list_versions.id"), nullable=False),
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submissions.id"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("motion", "reason", "told")),
        sa.Column("dropped_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropped_moves")),
    )
    for table in ROOMS:
        op.add_column(table, sa.Column("room", sa.JSON(), nullable=True))
    op.add_column("ballot_boxes", sa.Column("late_conflicts", sa.JSON(), nullable=True))
    for column in ("list_version_id", "submission_id"):
        op.create_index(op.f(f"ix_dropped_moves_{column}"), "dropped_moves", [column])


def downgrade():
    op.drop_column("ballot_boxes", "late_conflicts")
    for table in ROOMS:
        op.drop_column(table, "room")
    op.drop_table("dropped_moves")
    op.drop_column("list_changes", "carried")
    op.drop_table("list_holds")
