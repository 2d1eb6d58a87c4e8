"""What points are valid, and when a sheet is complete."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class CriterionLimits:
    """What the rubric allows for one criterion."""

    id: int
    max_points: Decimal
    step: Decimal


def parse_points(text: str) -> Decimal | None:
    """Points as typed, with a point or a comma; None when it is no number."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def points_problem(limits: CriterionLimits, points: Decimal) -> Any:
    """The sentence about points outside the rubric, or None."""
    if points < 0 or points > limits.max_points:
        return _l("Enter points from 0 to %(limit)s", limit=f"{limits.max_points.normalize():f}")
    if points % limits.step:
        return _l("Points go in steps of %(step)s", step=f"{limits.step.normalize():f}")
    return None


def problems_before_finishing(
    criteria: Iterable[CriterionLimits], points: Mapping[int, Decimal | None]
) -> dict[int, Any]:
    """What still stands between a sheet and its end, by criterion."""
    found: dict[int, Any] = {}
    for criterion in criteria:
        given = points.get(criterion.id)
        problem = _l("Enter the points") if given is None else points_problem(criterion, given)
        if problem is not None:
            found[criterion.id] = problem
    return found
