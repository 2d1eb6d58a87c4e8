"""Keep why the council began before the public had been heard, and which results a planned release was checked with.

Revision ID: 0033
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = ("meetings", "ballot_boxes")


def upgrade():
    for table in TABLES:
        op.add_column(table, sa.Column("unheard_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("release_plans", sa.Column("checked", sa.String(length=64), server_default="", nullable=False))


def downgrade():
    with op.batch_alter_table("release_plans") as batch:
        batch.drop_column("checked")
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("unheard_reason")
