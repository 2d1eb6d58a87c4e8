"""Keep judges' orders of works, and their answers which of two is better.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def _number(name, target):
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id"), nullable=False)


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("round_id", "rounds"),
        _number("category_id", "categories"),
        _number("judge_id", "judges"),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint(
            "round_id", "category_id", "judge_id", name=op.f("uq_orders_round_id_category_id_judge_id")
        ),
    )
    op.create_index(op.f("ix_orders_category_id"), "orders", ["category_id"])
    op.create_index(op.f("ix_orders_judge_id"), "orders", ["judge_id"])
    op.create_table(
        "comparisons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _number("order_id", "orders"),
        sa.Column("number", sa.Integer(), nullable=False),
        _number("better_id", "assignments"),
        _number("worse_id", "assignments"),
        sa.Column("takes_back", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_comparisons_order_id_number")),
    )
    op.create_index(op.f("ix_comparisons_better_id"), "comparisons", ["better_id"])
    op.create_index(op.f("ix_comparisons_worse_id"), "comparisons", ["worse_id"])


def downgrade():
    op.drop_table("comparisons")
    op.drop_table("orders")
