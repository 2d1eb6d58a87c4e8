"""Keep why the council began unheard, what a planned release was checked with, and proposed revocations.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = ("meetings", "ballot_boxes")


def _number(name, target, *, nullable=False):
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def upgrade():
    for table in TABLES:
        op.add_column(table, sa.Column("unheard_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("release_plans", sa.Column("checked", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "revocation_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("edition_id", "editions"),
        _number("submission_id", "submissions"),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        _number("proposed_by_id", "users"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        _number("answered_by_id", "users", nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_proposals")),
    )
    for column in ("edition_id", "submission_id"):
        op.create_index(op.f(f"ix_revocation_proposals_{column}"), "revocation_proposals", [column])


def downgrade():
    op.drop_table("revocation_proposals")
    with op.batch_alter_table("release_plans") as batch:
        batch.drop_column("checked")
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("unheard_reason")
