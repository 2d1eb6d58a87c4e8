"""Judge profiles: what is known of each judge, each figure with the sheets it rests on and what is usual beside it."""

import math
from dataclasses import dataclass

import numpy as np

from portal.calibration import habits
from portal.calibration.analysis import Analysis
from portal.calibration.criteria import CriterionPoints
from portal.calibration.habits import Habit
from portal.calibration.scores import Floats


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of one judge: None with too few sheets; `usual` is the panel's median."""

    value: float | None
    usual: float | None
    sheets: int
    striking: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One judge, by position; `severity` is in points, with its standard error."""

    judge: int
    sheets: int
    severity: float
    error: float | None
    spread: Figure
    middle: Figure
    halo: Figure
    straight: Figure
    pace: Figure
    hasty: Figure

    @property
    def striking(self) -> tuple[str, ...]:
        """The names of the figures that chance does not explain."""
        return tuple(name for name in ("halo", "spread", "straight", "hasty") if getattr(self, name).striking)


def profiles(analysis: Analysis, table: CriterionPoints, minutes: Floats | None = None) -> list[Profile]:
    """The profile of every judge in order; `table` and `minutes` have the sheets of the analysis in their order."""
    scores = analysis.fit.scores
    times = np.full(len(scores), np.nan) if minutes is None else minutes
    measured = {
        "spread": habits.narrowness(scores, analysis.spread_ratio),
        "middle": habits.middle_share(table),
        "halo": habits.halo(table),
        "straight": habits.straight_lines(table),
        "pace": habits.pace(scores, times),
        "hasty": habits.haste(scores, times),
    }
    return [
        Profile(
            judge=one,
            sheets=int(scores.loads[one]),
            severity=float(-analysis.fit.generosity[one]) + 0.0,
            error=_known(float(analysis.judge_errors[one])),
            **{name: _figure(habit, one) for name, habit in measured.items()},
        )
        for one in range(len(scores.judges))
    ]


def _figure(habit: Habit, one: int) -> Figure:
    value = _known(float(habit.values[one]))
    return Figure(value, _known(habit.usual), int(habit.counts[one]), bool(habit.striking[one]))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
