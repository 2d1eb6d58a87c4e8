"""Plans of judging and what they cost: how many sheets, hours and how much money, in one stage or two."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_IN_STAGE = 9
"""Judges of a submission in one stage."""
MOST_SUBMISSIONS, MOST_JUDGES = 5_000, 500
COMPARED = range(2, 8)


@dataclass(frozen=True, slots=True)
class Contest:
    """What is to be judged, by how many, for how many prizes, and what a sheet takes."""

    submissions: int
    judges: int
    prizes: int
    minutes: float = 30
    """How long a judge is with one submission."""
    pay: float = 0
    """What a judge gets for one sheet, in the money of the award."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`first` judges for every submission, then `more` for the best `finalists`, whose first sheets count on."""

    first: int
    more: int = 0
    finalists: int = 0

    @property
    def deepest(self) -> int:
        """How many sheets those have among whom the prizes are given."""
        return self.first + self.more

    @property
    def staged(self) -> bool:
        """Whether there is a second stage."""
        return self.more > 0

    def sheets(self, submissions: int) -> int:
        """All sheets of both stages."""
        return self.first * submissions + self.more * self.finalists


@dataclass(frozen=True, slots=True)
class Effort:
    """What a plan takes."""

    sheets: int
    sheets_per_judge: float
    hours: float
    hours_per_judge: float
    cost: float


def effort(contest: Contest, plan: Plan) -> Effort:
    """Sheets, hours and money of a plan, in all and for each judge."""
    sheets = plan.sheets(contest.submissions)
    hours = sheets * contest.minutes / 60
    return Effort(sheets, sheets / contest.judges, hours, hours / contest.judges, sheets * contest.pay)


def alternatives(contest: Contest, own: Plan | None = None) -> list[Plan]:
    """One stage with each usual number of judges, beside each a second stage for no more sheets, and one's own plan."""
    usual = [one for k in COMPARED if k <= contest.judges for one in (Plan(k), _staged(contest, k)) if one]
    every: Iterable[Plan] = usual if own is None or own in usual else [*usual, own]
    return sorted(every, key=lambda one: (one.sheets(contest.submissions), one.staged, one.first))


def _staged(contest: Contest, sheets: int) -> Plan | None:
    """One judge fewer for all; their sheets go to the best, `sheets` each. None where that is no second stage."""
    finalists = contest.submissions // sheets
    if sheets < 3 or 2 * sheets - 1 > contest.judges or finalists <= contest.prizes:
        return None
    return Plan(sheets - 1, sheets, finalists)
