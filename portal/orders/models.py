"""A judge's order of the works of a category, and the answers about pairs that lead to one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import BigNumber, Immutable, db


class Order(db.Model):
    """How one judge has put the works of a category in order so far; whether it is finished, its sheets say."""

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("round_id", "category_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    places: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By id of the assignment: the place as typed, None where it was emptied; a work never placed is not named."""
    revision: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]


class Comparison(Immutable, db.Model):
    """One answer which of two works is better, or the taking back of the last one; rows are only ever added."""

    __tablename__ = "comparisons"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    number: Mapped[int]
    better_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    worse_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    takes_back: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
