"""The points that made-up judges give to made-up works."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import numpy as np

from portal.awards.models import Criterion
from portal.awards.preset_words import CriterionKind
from portal.calibration.simulation import Habits, Scale, draw_judges, draw_sheets
from portal.scoring.rules import FAIL, PASS

HABITS = Habits(severity=1 / 3, noise=0.06, halo=0.0)
"""They agree better than real ones: a rehearsal tries the portal, not the patience of a council."""
MIDDLE, SPREAD, LEAST_TO_PASS = 0.78, 0.09, 0.3
"""Shares of a criterion's points. The works are good ones, so that most reach the threshold."""


class MadePanel:
    """Judges who differ a little in how strict they are, and works whose true worth is known."""

    def __init__(self, judges: Iterable[int], worth: Mapping[int, float], seed: int) -> None:
        self._place = {judge: place for place, judge in enumerate(judges)}
        self._worth = worth
        self._rng = np.random.default_rng(seed)
        self._judges = draw_judges(len(self._place), HABITS, self._rng)

    def points(self, judge: int, submission: int, criteria: Iterable[Criterion]) -> dict[int, Decimal | None]:
        """What a judge gives a submission, by criterion; judge and submission are ids."""
        asked = list(criteria)
        worth, place = np.array([self._worth[submission]]), np.array([self._place[judge]])
        given = draw_sheets(worth, self._judges, place, [_scale(one) for one in asked], HABITS, self._rng)[:, 0]
        return {one.id: _given(one, float(points)) for one, points in zip(asked, given, strict=True)}


def _given(criterion: Criterion, points: float) -> Decimal:
    """What goes into the sheet: points on a step, pass or fail, or one of the recommendations."""
    part = points / float(criterion.max_points)
    if criterion.kind is CriterionKind.PASS_FAIL:
        return PASS if part >= LEAST_TO_PASS else FAIL
    if criterion.kind is CriterionKind.RECOMMENDATION:
        listed = sorted(Decimal(one["value"]) for one in criterion.choices)
        return listed[min(len(listed) - 1, int(part * len(listed)))]
    return round(points / float(criterion.step)) * criterion.step


def _scale(criterion: Criterion) -> Scale:
    """The criterion as these judges use it; its end is on a step."""
    maximum = float(criterion.max_points)
    if criterion.kind is not CriterionKind.POINTS:
        # How much a judge likes the work, before it becomes one of few answers.
        return Scale(0, maximum, maximum / 100, MIDDLE * maximum, SPREAD * maximum)
    most = float(criterion.max_points // criterion.step * criterion.step)
    return Scale(0, most, float(criterion.step), MIDDLE * maximum, SPREAD * maximum)
