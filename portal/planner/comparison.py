"""Plans side by side: what each takes and promises, and the cheapest that is good enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.calibration.simulation import HALF_POINTS, Habits, Scale
from portal.planner.outlook import SEED, Figure, Outlook, contests_for, expected
from portal.planner.plans import Contest, Effort, Plan, alternatives, effort

LEAST_KEPT = 0.95
"""A second stage that loses more of the truly best beforehand is never called reliable, however it judges the rest."""


class Measure(StrEnum):
    """By what a plan is good enough."""

    RELIABILITY = "reliability"
    WINNERS = "winners"


@dataclass(frozen=True, slots=True)
class Row:
    """One plan with its effort and outlook."""

    plan: Plan
    effort: Effort
    outlook: Outlook
    own: bool

    def figure(self, measure: Measure) -> Figure:
        """The figure that a wish is held against."""
        return self.outlook.reliability if measure is Measure.RELIABILITY else self.outlook.winners

    def reaches(self, measure: Measure, wanted: float) -> bool:
        """Whether the plan is expected to be good enough."""
        lost = measure is Measure.RELIABILITY and self.outlook.kept.value < LEAST_KEPT
        return self.figure(measure).value >= wanted and not lost


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans in the order of their sheets, tried on a number of made-up contests."""

    rows: list[Row]
    contests: int

    def cheapest(self, measure: Measure, wanted: float) -> Row | None:
        """The plan of the fewest sheets that is good enough; of several, the one that promises most."""
        good = [row for row in self.rows if row.reaches(measure, wanted)]
        return min(good, key=lambda row: (row.effort.sheets, -row.figure(measure).value), default=None)


def compare(
    contest: Contest, own: Plan, habits: Habits, scales: Sequence[Scale] = HALF_POINTS, *, seed: int = SEED
) -> Comparison:
    """One's own plan beside the usual ones."""
    plans = alternatives(contest, own)
    found = expected(contest, plans, habits, scales, seed=seed)
    rows = [Row(plan, effort(contest, plan), one, plan == own) for plan, one in zip(plans, found, strict=True)]
    return Comparison(rows, contests_for(contest, plans))
