"""Keep answers to uploaded decisions, reasons of short comment periods, and what becomes of lost prize money.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("decision_papers", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("comment_periods", sa.Column("short_reason", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "decision_paper_answers",
        sa.Column("paper_id", sa.Integer(), sa.ForeignKey("decision_papers.id"), nullable=False, autoincrement=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_decision_paper_answers")),
    )
    op.add_column("bank_details", sa.Column("recovery", sa.String(length=40), nullable=True))
    op.add_column("bank_details", sa.Column("recovery_changed_at", sa.DateTime(timezone=True), nullable=True))
    # What counted until now goes on to count: whoever uploaded it answered for it.
    op.execute(
        "INSERT INTO decision_paper_answers (paper_id, accepted, reason, answered_by_id, answered_at)"
        " SELECT id, true, '', added_by_id, added_at FROM decision_papers"
        " WHERE kind = 'uploaded' AND added_by_id IS NOT NULL"
    )


def downgrade():
    with op.batch_alter_table("bank_details") as batch:
        batch.drop_column("recovery_changed_at")
        batch.drop_column("recovery")
    op.drop_table("decision_paper_answers")
    with op.batch_alter_table("comment_periods") as batch:
        batch.drop_column("short_reason")
    with op.batch_alter_table("decision_papers") as batch:
        batch.drop_column("reason")
