"""Remember when the judges of a round were last reminded that it is due.

Revision ID: 0030
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("rounds", sa.Column("days_reminded", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("rounds") as batch:
        batch.drop_column("days_reminded")
