"""Give criteria a kind, a weight and required remarks, categories a rule for ties and disagreement, and freeze both.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _columns():
    return {
        "criteria": (
            sa.Column("kind", sa.String(length=40), server_default="points", nullable=False),
            sa.Column("weight", sa.Integer(), server_default="100", nullable=False),
            sa.Column("counts", sa.Boolean(), server_default=sa.true(), nullable=False),
            sa.Column("comment_below", sa.Integer(), nullable=True),
            sa.Column("comment_above", sa.Integer(), nullable=True),
            sa.Column("choices", sa.JSON(), server_default="[]", nullable=False),
        ),
        "categories": (
            sa.Column("disagreement", sa.Integer(), nullable=True),
            sa.Column("tie_criteria", sa.JSON(), server_default="[]", nullable=False),
            sa.Column("rubric_revision", sa.Integer(), server_default="1", nullable=False),
            sa.Column("rubric_frozen_at", sa.DateTime(timezone=True), nullable=True),
        ),
        "editions": (sa.Column("keeps_recused", sa.Boolean(), server_default=sa.false(), nullable=False),),
    }


def upgrade():
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    # Where a sheet has been finished already, the rubric it was finished by stands.
    op.execute(
        "UPDATE categories SET rubric_frozen_at = (SELECT MIN(scoresheets.finished_at) FROM scoresheets "
        "JOIN assignments ON assignments.id = scoresheets.assignment_id "
        "JOIN submissions ON submissions.id = assignments.submission_id "
        "WHERE submissions.category_id = categories.id AND scoresheets.state = 'finished')"
    )


def downgrade():
    # What stands outside the total was unknown before, and would be counted in.
    op.execute("DELETE FROM scores WHERE criterion_id IN (SELECT id FROM criteria WHERE NOT counts)")
    op.execute("DELETE FROM criteria WHERE NOT counts")
    for table, columns in _columns().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
