"""Keep planned releases, corrections, and the rows that public pages are made of.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name, target, **values):
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target, **values), nullable=False)


def _text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade():
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("changes", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "public_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _number("edition_id", "editions.id"),
        _text("what", 40),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_changes")),
    )
    op.create_table(
        "release_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("edition_id", "editions.id"),
        _number("decision_id", "decisions.id"),
        _moment("release_at"),
        sa.Column("reason", sa.Text(), nullable=False),
        _text("state", 40),
        _number("planned_by_id", "users.id"),
        _moment("planned_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_plans")),
    )
    op.create_index(op.f("ix_release_plans_edition_id"), "release_plans", ["edition_id"])
    op.create_index("ix_release_plans_state_release_at", "release_plans", ["state", "release_at"])
    op.create_table(
        "tellings",
        _number("publication_id", "publications.id"),
        sa.Column("last_submission_id", sa.Integer(), nullable=False),
        _moment("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_tellings")),
    )
    op.create_table(
        "published_editions",
        _number("edition_id", "editions.id"),
        _number("publication_id", "publications.id"),
        _text("slug", 60),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        _text("time_zone", 40),
        sa.Column("heading", sa.JSON(), nullable=False),
        sa.Column("statistics", sa.JSON(), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=False),
        _text("digest", 64),
        _text("share_key", 200),
        _moment("first_published_at"),
        _moment("published_at"),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_published_editions")),
        sa.UniqueConstraint("slug", name=op.f("uq_published_editions_slug")),
    )
    op.create_table(
        "published_works",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("edition_id", "published_editions.edition_id", ondelete="CASCADE"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        _text("number", 40),
        _text("title", 300),
        _text("organisation", 200),
        _text("organisation_key", 200),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("category_number", sa.Integer(), nullable=False),
        _text("category_code", 60),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_honoured", sa.Boolean(), nullable=False),
        _text("prize_code", 40),
        sa.Column("prize_rank", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        _text("share_key", 200),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_works")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_published_works_edition_id_number")),
    )
    op.create_index("ix_published_works_edition_id_position", "published_works", ["edition_id", "position"])
    op.create_index(
        "ix_published_works_gallery", "published_works", ["is_honoured", "year", "edition_id", "position"]
    )
    op.create_index(op.f("ix_published_works_organisation_key"), "published_works", ["organisation_key"])
    word = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
    op.create_table(
        "published_words",
        _number("work_id", "published_works.id", ondelete="CASCADE"),
        sa.Column("word", word, nullable=False),
        sa.PrimaryKeyConstraint("work_id", "word", name=op.f("pk_published_words")),
    )
    op.create_index("ix_published_words_word_work_id", "published_words", ["word", "work_id"])


def downgrade():
    for table in (
        "published_words", "published_works", "published_editions", "tellings", "release_plans", "public_changes"
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("publications") as table:
        table.drop_column("changes")
        table.drop_column("reason")
