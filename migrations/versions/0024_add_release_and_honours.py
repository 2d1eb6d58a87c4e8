"""Let two people release a decision, keep its signed document, certificates, revocations and bank details.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name, target, nullable=False):
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _text(name, length=None):
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=False)


def _table(name, *columns):
    op.create_table(
        name, sa.Column("id", sa.Integer(), nullable=False), *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
    )


def upgrade():
    _add_proposals()
    op.create_index("ix_decision_proposals_edition_id", "decision_proposals", ["edition_id"])
    with op.batch_alter_table("decisions") as batch:
        batch.add_column(sa.Column("decided_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_decisions_proposal_id"), "decision_proposals", ["proposal_id"], ["id"]
        )
    # Decisions of before bore the day on which they were recorded.
    day = "date(decided_at)" if op.get_bind().dialect.name == "sqlite" else "CAST(decided_at AT TIME ZONE 'UTC' AS date)"
    op.execute(f"UPDATE decisions SET decided_on = {day}")
    with op.batch_alter_table("decisions") as batch:
        batch.alter_column("decided_on", existing_type=sa.Date(), nullable=False)
    _table(
        "decision_papers",
        _number("decision_id", "decisions"),
        _text("kind", 40),
        _text("object_key", 200),
        _text("digest", 64),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.JSON(), nullable=False),
        _number("added_by_id", "users", nullable=True),
        _moment("added_at"),
        sa.UniqueConstraint("object_key", name="uq_decision_papers_object_key"),
    )
    op.create_index("ix_decision_papers_decision_id", "decision_papers", ["decision_id"])
    _add_certificates()
    _add_money()


def _add_proposals():
    _table(
        "decision_proposals",
        _number("edition_id", "editions"),
        _number("shortlist_id", "list_versions"),
        sa.Column("prizes", sa.JSON(), nullable=False),
        sa.Column("cap_reasons", sa.JSON(), nullable=False),
        _text("reference", 80),
        _text("signatory", 120),
        sa.Column("decided_on", sa.Date(), nullable=False),
        _text("state", 40),
        _number("prepared_by_id", "users"),
        _moment("prepared_at"),
        _number("answered_by_id", "users", nullable=True),
        _moment("answered_at", nullable=True),
        _text("answer"),
    )


def _add_certificates():
    _table(
        "certificates",
        _number("edition_id", "editions"),
        _number("submission_id", "submissions"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        _text("number", 60),
        _text("recipient"),
        sa.Column("content", sa.JSON(), nullable=False),
        _text("reason"),
        _number("issued_by_id", "users"),
        _moment("issued_at"),
        sa.UniqueConstraint("edition_id", "serial", "issue", name="uq_certificates_edition_id_serial_issue"),
        sa.UniqueConstraint("submission_id", "position", "issue", name="uq_certificates_submission_id_position_issue"),
        sa.UniqueConstraint("number", name="uq_certificates_number"),
    )
    op.create_table(
        "certificate_files",
        sa.Column(
            "certificate_id", sa.Integer(), sa.ForeignKey("certificates.id"), autoincrement=False, nullable=False
        ),
        _text("object_key", 200),
        _text("digest", 64),
        sa.Column("size", sa.Integer(), nullable=False),
        _moment("made_at"),
        sa.PrimaryKeyConstraint("certificate_id", name="pk_certificate_files"),
        sa.UniqueConstraint("object_key", name="uq_certificate_files_object_key"),
    )
    _table(
        "issue_runs",
        _number("edition_id", "editions"),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        _number("actor_id", "users"),
        _moment("created_at"),
        _moment("finished_at", nullable=True),
    )
    op.create_index("ix_issue_runs_edition_id", "issue_runs", ["edition_id"])


def _add_money():
    _table(
        "revocations",
        _number("edition_id", "editions"),
        _number("submission_id", "submissions"),
        _text("reference", 80),
        _text("reason"),
        sa.Column("revoked_on", sa.Date(), nullable=False),
        _number("revoked_by_id", "users"),
        _moment("revoked_at"),
        _text("recovery", 40),
        _moment("recovery_changed_at"),
        sa.UniqueConstraint("submission_id", name="uq_revocations_submission_id"),
    )
    op.create_index("ix_revocations_edition_id", "revocations", ["edition_id"])
    _table(
        "bank_details",
        _number("edition_id", "editions"),
        _number("submission_id", "submissions"),
        _text("closed"),
        _text("ending", 4),
        _number("given_by_id", "users"),
        _moment("given_at"),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        _number("paid_by_id", "users", nullable=True),
        _moment("erased_at", nullable=True),
        sa.UniqueConstraint("submission_id", name="uq_bank_details_submission_id"),
    )
    op.create_index("ix_bank_details_edition_id", "bank_details", ["edition_id"])


def downgrade():
    for table in ("bank_details", "revocations", "issue_runs", "certificate_files", "certificates", "decision_papers"):
        op.drop_table(table)
    with op.batch_alter_table("decisions") as batch:
        batch.drop_constraint(op.f("fk_decisions_proposal_id"), type_="foreignkey")
        batch.drop_column("proposal_id")
        batch.drop_column("decided_on")
    op.drop_table("decision_proposals")
