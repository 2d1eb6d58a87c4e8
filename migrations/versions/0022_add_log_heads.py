"""Keep the log of heads, the leaves of their trees, and time stamps over heads.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _number(name, target=None, nullable=False):
    keys = [sa.ForeignKey(f"{target}.id")] if target else []
    return sa.Column(name, sa.Integer(), *keys, nullable=nullable)


def _moment(name):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade():
    op.create_table(
        "log_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("edition_id", "editions"),
        _number("number"),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        _number("made_by_id", "users", nullable=True),
        _moment("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_heads")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_log_heads_edition_id_number")),
    )
    op.create_table(
        "log_leaves",
        _number("head_id", "log_heads"),
        _number("position"),
        _number("submission_id", "submissions"),
        _number("scoresheet_id", "scoresheets", nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("head_id", "position", name=op.f("pk_log_leaves")),
    )
    op.create_index("ix_log_leaves_submission_id", "log_leaves", ["submission_id"])
    op.create_index("ix_log_leaves_scoresheet_id", "log_leaves", ["scoresheet_id"])
    op.create_table(
        "head_tokens",
        _number("head_id", "log_heads"),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        _moment("stamped_at"),
        _number("added_by_id", "users", nullable=True),
        _moment("added_at"),
        sa.PrimaryKeyConstraint("head_id", name=op.f("pk_head_tokens")),
    )


def downgrade():
    for table in ("head_tokens", "log_leaves", "log_heads"):
        op.drop_table(table)
