"""Remember when the judges of a round were last reminded, and why a planned release did not happen.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("rounds", sa.Column("days_reminded", sa.Integer(), nullable=True))
    op.add_column("release_plans", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("release_plans", sa.Column("failure", sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table("release_plans") as batch:
        batch.drop_column("failure")
        batch.drop_column("failed_at")
    with op.batch_alter_table("rounds") as batch:
        batch.drop_column("days_reminded")
