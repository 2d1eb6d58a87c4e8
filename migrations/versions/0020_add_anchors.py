"""Keep anchors, practice sheets on them, and whether a round tells its judges that there may be controls.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name, target, nullable=False, **values):
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id", **values), nullable=nullable)


def upgrade():
    op.add_column("rounds", sa.Column("has_controls", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "anchors",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("edition_id", "editions"),
        _number("round_id", "rounds"),
        _number("category_id", "categories"),
        sa.Column("kind", sa.String(length=40), nullable=False),
        _number("version_id", "submission_versions", nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _number("chosen_by_id", "users"),
        _moment("chosen_at"),
        _moment("opened_at", nullable=True),
        _moment("closed_at", nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchors")),
    )
    op.create_index(op.f("ix_anchors_edition_id"), "anchors", ["edition_id"])
    op.create_index("ix_anchors_round_id_category_id", "anchors", ["round_id", "category_id"])
    op.create_table(
        "anchor_files",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("anchor_id", "anchors"),
        _number("attachment_id", "attachments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_files")),
        sa.UniqueConstraint("attachment_id", name=op.f("uq_anchor_files_attachment_id")),
    )
    op.create_index(op.f("ix_anchor_files_anchor_id"), "anchor_files", ["anchor_id"])
    op.create_table(
        "anchor_references",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("anchor_id", "anchors"),
        _number("criterion_id", "criteria", ondelete="CASCADE"),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_references")),
        sa.UniqueConstraint("anchor_id", "criterion_id", name=op.f("uq_anchor_references_anchor_id_criterion_id")),
    )
    op.create_index(op.f("ix_anchor_references_criterion_id"), "anchor_references", ["criterion_id"])
    op.create_table(
        "practice_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("anchor_id", "anchors"),
        _number("judge_id", "judges"),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("excuse", sa.Text(), nullable=False),
        _moment("started_at"),
        _moment("saved_at"),
        _moment("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_sheets")),
        sa.UniqueConstraint("anchor_id", "judge_id", name=op.f("uq_practice_sheets_anchor_id_judge_id")),
    )
    op.create_index(op.f("ix_practice_sheets_judge_id"), "practice_sheets", ["judge_id"])
    op.create_table(
        "practice_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("sheet_id", "practice_sheets"),
        _number("criterion_id", "criteria", ondelete="CASCADE"),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_scores")),
        sa.UniqueConstraint("sheet_id", "criterion_id", name=op.f("uq_practice_scores_sheet_id_criterion_id")),
    )
    op.create_index(op.f("ix_practice_scores_criterion_id"), "practice_scores", ["criterion_id"])


def downgrade():
    for table in ("practice_scores", "practice_sheets", "anchor_references", "anchor_files", "anchors"):
        op.drop_table(table)
    op.drop_column("rounds", "has_controls")
