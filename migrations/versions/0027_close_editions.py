"""Close editions, keep what was sealed of them, tell tracks apart, and say of a letter which submission it is about.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("editions", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("editions", sa.Column("kind", sa.String(length=40), server_default="cycle", nullable=False))
    with op.batch_alter_table("emails") as table:
        table.add_column(sa.Column("submission_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_emails_submission_id"), "submissions", ["submission_id"], ["id"])
        table.create_index(op.f("ix_emails_submission_id"), ["submission_id"])
    op.create_table(
        "closings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), sa.ForeignKey("editions.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chain_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chain_digest", sa.String(length=64), nullable=False),
        sa.Column("reopened_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopen_reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("problem_at", sa.String(length=300), nullable=False),
        sa.Column("object_key", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_closings_edition_id_number")),
    )


def downgrade():
    op.drop_table("closings")
    with op.batch_alter_table("emails") as table:
        table.drop_index(op.f("ix_emails_submission_id"))
        table.drop_constraint(op.f("fk_emails_submission_id"), type_="foreignkey")
        table.drop_column("submission_id")
    op.drop_column("editions", "kind")
    op.drop_column("editions", "closed_at")
