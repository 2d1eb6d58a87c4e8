"""Keep what runs of the solver were asked and said, what judges prefer, and what organizers have settled.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column("categories", sa.Column("expertise", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("judges", sa.Column("about", sa.Text(), server_default="", nullable=False))
    op.add_column("assignments", sa.Column("started_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE assignments SET started_at = (SELECT started_at FROM scoresheets "
        "WHERE scoresheets.assignment_id = assignments.id)"
    )
    for name, empty in (("settings", "{}"), ("outcome", "{}"), ("edits", "[]")):
        op.add_column("assignment_runs", sa.Column(name, sa.JSON(), server_default=empty, nullable=False))
    _make_word_of_mouth("preferences", ("answer", "said_at"))
    _make_word_of_mouth("pair_rules", ("kind", "set_at"), reason=True)


def _make_word_of_mouth(table, names, *, reason=False):
    """A table of one word for each judge and work."""
    word, moment = names
    more = (
        [
            sa.Column("reason", sa.Text(), nullable=False),
            sa.Column("set_by_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f(f"fk_{table}_set_by_id")),
        ]
        if reason
        else []
    )
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(word, sa.String(length=40), nullable=False),
        *more,
        sa.Column(moment, MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f(f"fk_{table}_judge_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f(f"fk_{table}_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("judge_id", "submission_id", name=op.f(f"uq_{table}_judge_id_submission_id")),
    )
    op.create_index(op.f(f"ix_{table}_submission_id"), table, ["submission_id"])


def downgrade():
    op.drop_table("pair_rules")
    op.drop_table("preferences")
    # What was impossible was no run before, and what was withdrawn did not stand.
    op.execute("DELETE FROM assignment_runs WHERE state = 'impossible'")
    op.execute("DELETE FROM assignments WHERE state = 'withdrawn'")
    for table, names in (
        ("assignment_runs", ("edits", "outcome", "settings")),
        ("assignments", ("started_at",)),
        ("judges", ("about",)),
        ("categories", ("expertise",)),
    ):
        for name in names:
            op.drop_column(table, name)
