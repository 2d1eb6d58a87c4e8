"""Let a settled pair be read in the second half of its judge's order.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("pair_rules", sa.Column("reads_late", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table("pair_rules") as batch:
        batch.drop_column("reads_late")
