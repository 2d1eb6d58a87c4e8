"""Gather what judges wrote into letters to authors.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PEOPLE = ("gathered_by_id", "edited_by_id", "approved_by_id", "sent_by_id")


def _key(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade():
    letters = "feedback_letters"
    op.create_table(
        letters,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("general", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("gathered_by_id", sa.Integer(), nullable=False),
        sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approval_reason", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=True),
        _key(letters, "submission_id", "submissions.id"),
        *(_key(letters, one, "users.id") for one in PEOPLE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_letters")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_feedback_letters_submission_id")),
    )
    runs = "feedback_runs"
    op.create_table(
        runs,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("last_submission_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        _key(runs, "edition_id", "editions.id"),
        _key(runs, "category_id", "categories.id"),
        _key(runs, "actor_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_runs")),
    )
    op.create_index("ix_feedback_runs_edition_id", runs, ["edition_id"])
    openings = "feedback_openings"
    op.create_table(
        openings,
        sa.Column("edition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        _key(openings, "edition_id", "editions.id"),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_feedback_openings")),
    )
    # Where results are published already, the letter of the decision has gone.
    op.execute(
        "INSERT INTO feedback_openings (edition_id, opened_at) "
        "SELECT edition_id, min(published_at) FROM publications GROUP BY edition_id"
    )


def downgrade():
    op.drop_table("feedback_openings")
    op.drop_table("feedback_runs")
    op.drop_table("feedback_letters")
