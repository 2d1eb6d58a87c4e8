"""Hold the lists on which a council votes.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


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


def downgrade():
    op.drop_table("list_holds")
