"""Keep the title of a frozen version beside its content.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("submission_versions", sa.Column("title", sa.Text(), server_default="", nullable=False))
    versions = sa.table("submission_versions", sa.column("title"), sa.column("content", sa.JSON()))
    op.execute(versions.update().values(title=sa.func.coalesce(versions.c.content["title"].as_string(), "")))


def downgrade():
    with op.batch_alter_table("submission_versions") as batch:
        batch.drop_column("title")
