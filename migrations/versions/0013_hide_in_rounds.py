"""Keep what a round hides from its judges.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("rounds") as batch_op:
        batch_op.add_column(sa.Column("hides", sa.JSON(), server_default="[]", nullable=False))


def downgrade():
    with op.batch_alter_table("rounds") as batch_op:
        batch_op.drop_column("hides")
