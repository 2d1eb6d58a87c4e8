"""Keep versions of an edition's form, and the one each submission answers.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "form_versions",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("dossier", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_form_versions_edition_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["users.id"], name=op.f("fk_form_versions_published_by_id")),
        sa.PrimaryKeyConstraint("edition_id", "number", name=op.f("pk_form_versions")),
    )
    op.create_table(
        "form_drafts",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("dossier", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_form_drafts_changed_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_form_drafts_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_form_drafts")),
    )
    for table in ("editions", "submissions"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("form_number", sa.Integer(), server_default="1", nullable=False))


def downgrade():
    for table in ("submissions", "editions"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("form_number")
    op.drop_table("form_drafts")
    op.drop_table("form_versions")
