"""Keep what was found out about results before their release.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "release_checks",
        sa.Column("decision_id", sa.Integer(), sa.ForeignKey("decisions.id"), nullable=False, autoincrement=False),
        sa.Column("edition_id", sa.Integer(), sa.ForeignKey("editions.id"), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("problems", "few_sheets", "unanimous")),
        *(sa.Column(name, sa.String(length=64), nullable=False) for name in ("word", "sheets_root")),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_release_checks")),
    )
    op.create_index(op.f("ix_release_checks_edition_id"), "release_checks", ["edition_id"])


def downgrade():
    op.drop_table("release_checks")
