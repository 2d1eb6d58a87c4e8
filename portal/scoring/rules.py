"""What points are valid, when a sheet is complete, and what its total is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.awards.preset_words import CriterionKind

PASS, FAIL = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class CriterionLimits:
    """What the rubric allows for one criterion, how much it weighs, and when it asks for a remark."""

    id: int
    max_points: Decimal
    step: Decimal
    kind: CriterionKind = CriterionKind.POINTS
    weight: Decimal = Decimal(1)
    counts: bool = True
    comment_below: Decimal | None = None
    comment_above: Decimal | None = None
    choices: tuple[Decimal, ...] = ()
    commented: frozenset[Decimal] = frozenset()
    """The recommendations that need a remark."""


@dataclass(frozen=True, slots=True)
class RemarkMissing:
    """The sentence about a remark that the rubric asks for; it belongs beside the remark, not beside the points."""

    sentence: Any
    field: str = "comment"

    def __str__(self) -> str:
        return str(self.sentence)


def limits_from(criterion: Any) -> CriterionLimits:
    """The limits of one criterion of a rubric."""
    return CriterionLimits(
        criterion.id,
        criterion.max_points,
        criterion.step,
        criterion.kind,
        criterion.weight,
        criterion.counts,
        criterion.comment_below,
        criterion.comment_above,
        tuple(Decimal(one["value"]) for one in criterion.choices),
        frozenset(Decimal(one["value"]) for one in criterion.choices if one.get("comment")),
    )


def parse_points(text: str) -> Decimal | None:
    """Points as typed, with a point or a comma; None when it is no number."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def points_problem(limits: CriterionLimits, points: Decimal) -> Any:
    """The sentence about points outside the rubric, or None."""
    if limits.kind is CriterionKind.PASS_FAIL:
        return None if points in (PASS, FAIL) else _l("Choose pass or fail")
    if limits.kind is CriterionKind.RECOMMENDATION:
        return None if points in limits.choices else _l("Choose one of the recommendations")
    if points < 0 or points > limits.max_points:
        return _l("Enter points from 0 to %(limit)s", limit=_plain(limits.max_points))
    if points % limits.step:
        return _l("Points go in steps of %(step)s", step=_plain(limits.step))
    return None


def remark_problem(limits: CriterionLimits, points: Decimal) -> RemarkMissing | None:
    """Why these points need a remark, or None when they need none."""
    below = limits.comment_below is not None and points < limits.comment_below
    above = limits.comment_above is not None and points > limits.comment_above
    if limits.kind is CriterionKind.PASS_FAIL and (below or above):
        return RemarkMissing(_l("Write why it fails") if points == FAIL else _l("Write why it passes"))
    if points in limits.commented:
        return RemarkMissing(_l("Write why: this recommendation needs a remark"))
    if below:
        return RemarkMissing(_l("Write a remark: points below %(n)s need one", n=_plain(limits.comment_below)))
    if above:
        return RemarkMissing(_l("Write a remark: points above %(n)s need one", n=_plain(limits.comment_above)))
    return None


def problems_before_finishing(
    criteria: Iterable[CriterionLimits],
    points: Mapping[int, Decimal | None],
    comments: Mapping[int, str],
) -> dict[int, Any]:
    """What still stands between a sheet and its end, by criterion."""
    found: dict[int, Any] = {}
    for criterion in criteria:
        given = points.get(criterion.id)
        problem = _missing(criterion) if given is None else points_problem(criterion, given)
        if problem is None and given is not None and not comments.get(criterion.id, "").strip():
            problem = remark_problem(criterion, given)
        if problem is not None:
            found[criterion.id] = problem
    return found


def _missing(limits: CriterionLimits) -> Any:
    if limits.kind is CriterionKind.PASS_FAIL:
        return _l("Choose pass or fail")
    if limits.kind is CriterionKind.RECOMMENDATION:
        return _l("Choose one of the recommendations")
    if limits.kind is CriterionKind.PLACE:
        return _l("Finish your order: only then does this work have a place")
    return _l("Enter the points")


def total_of(criteria: Iterable[CriterionLimits], points: Mapping[int, Decimal | None]) -> Decimal | None:
    """The weighted points of the criteria that count, exactly; None while none of them is given."""
    given = [(one.weight, points.get(one.id)) for one in criteria if one.counts]
    found = [weight * value for weight, value in given if value is not None]
    return sum(found, Decimal()) if found else None


def highest_total(criteria: Iterable[CriterionLimits]) -> Decimal:
    """The most that a sheet can come to."""
    return sum((one.weight * one.max_points for one in criteria if one.counts), Decimal())


def _plain(points: Decimal | None) -> str:
    return f"{Decimal() if points is None else points.normalize():f}"
