"""Weighted totals in SQL: whole ten-thousandths of a point, since points and weights are whole hundredths."""

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, cast, func, type_coerce

from portal.awards.models import Criterion
from portal.scoring.models import Score

UNIT = 10_000


def weighted_total() -> ColumnElement[Any]:
    """The sum of points × weight; the criteria are joined by `counting`."""
    points, weight = type_coerce(Score.points, Integer), type_coerce(Criterion.weight, Integer)
    return func.sum(cast(points, BigInteger) * weight)


def counting() -> ColumnElement[bool]:
    """The join from scores to those criteria that count in the total."""
    return and_(Criterion.id == Score.criterion_id, Criterion.counts)


def points_of(units: Any) -> Decimal | None:
    """What the database summed up, in points; None where there was nothing to sum."""
    return None if units is None else Decimal(int(units)) / UNIT
