"""Keep comment periods with what the public says, replication sheets, adoptions and check-ins.

Files of evidence come from people without an account, so an attachment may have no owner.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade():
    op.create_table(
        "comment_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), sa.ForeignKey("editions.id"), nullable=False),
        sa.Column("list_version_id", sa.Integer(), sa.ForeignKey("list_versions.id"), nullable=False),
        _moment("opens_at"),
        _moment("closes_at"),
        sa.Column("extension_reason", sa.Text(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        _moment("created_at"),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_comment_periods_closes_after_opening")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_periods")),
    )
    op.create_index(op.f("ix_comment_periods_edition_id"), "comment_periods", ["edition_id"])
    op.create_table(
        "adoptions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submissions.id"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("locality", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("reporter", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        _moment("created_at"),
        _moment("verified_at", nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("author_agrees", sa.Boolean(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        _moment("decided_at", nullable=True),
        sa.Column("decided_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
    )
    op.create_index("ix_adoptions_submission_id_state", "adoptions", ["submission_id", "state"])
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submissions.id"), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        _moment("asked_at"),
        sa.Column("reminders", sa.Integer(), nullable=False),
        _moment("reminded_at", nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("answered_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        sa.Column("in_use", sa.String(length=40), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("submission_id", "months", name=op.f("uq_check_ins_submission_id_months")),
    )
    op.create_table(
        "comment_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), sa.ForeignKey("comment_periods.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        _moment("published_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_reports")),
        sa.UniqueConstraint("period_id", "number", name=op.f("uq_comment_reports_period_id_number")),
    )
    op.create_table(
        "comments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("period_id", sa.Integer(), sa.ForeignKey("comment_periods.id"), nullable=False),
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submissions.id"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("support_key", sa.String(length=64), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("confirmed_at", nullable=True),
        _moment("decided_at", nullable=True),
        sa.Column("decided_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        sa.Column("reason_code", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("support_key", name=op.f("uq_comments_support_key")),
    )
    op.create_index("ix_comments_period_submission", "comments", ["period_id", "submission_id", "kind", "state"])
    op.create_index("ix_comments_submission_id", "comments", ["submission_id"])
    op.create_table(
        "replication_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submissions.id"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published", sa.JSON(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        _moment("edited_at"),
        sa.Column("decided_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        _moment("decided_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replication_sheets")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_replication_sheets_submission_id")),
    )
    op.create_table(
        "comment_claims",
        sa.Column("comment_id", BIG, sa.ForeignKey("comments.id"), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        _moment("due_at", nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        _moment("asked_at", nullable=True),
        sa.Column("asked_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        _moment("replied_at", nullable=True),
        sa.Column("replied_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _moment("answered_at", nullable=True),
        sa.Column("answered_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        _moment("reminded_at", nullable=True),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_claims")),
    )
    op.create_table(
        "comment_claim_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", BIG, sa.ForeignKey("comment_claims.comment_id"), nullable=False),
        sa.Column("attachment_id", sa.Integer(), sa.ForeignKey("attachments.id"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_claim_files")),
        sa.UniqueConstraint("attachment_id", name=op.f("uq_comment_claim_files_attachment_id")),
    )
    op.create_index(op.f("ix_comment_claim_files_claim_id"), "comment_claim_files", ["claim_id"])
    with op.batch_alter_table("attachments") as batch:
        batch.alter_column("owner_id", existing_type=sa.Integer(), nullable=True)


def downgrade():
    for table in (
        *("comment_claim_files", "comment_claims", "replication_sheets", "comments", "comment_reports"),
        *("check_ins", "adoptions", "comment_periods"),
    ):
        op.drop_table(table)
    # Files that nobody with an account has sent belonged to these objections alone.
    nobodys = "SELECT id FROM attachments WHERE owner_id IS NULL"
    op.execute(f"DELETE FROM renditions WHERE attachment_id IN ({nobodys})")
    op.execute("DELETE FROM attachments WHERE owner_id IS NULL")
    with op.batch_alter_table("attachments") as batch:
        batch.alter_column("owner_id", existing_type=sa.Integer(), nullable=False)
