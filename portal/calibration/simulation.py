"""Judges and their points made up from a known truth: for rehearsals, plans, and tests of the statistics.

A judge hears a submission's true worth stretched by the judge's slope, less the judge's severity, plus noise: a part
of it (the halo) the same in all criteria of a sheet, the rest new in each. What is heard becomes points on the step of
the rubric, cut off at its ends. Worth, severity and noise are in standard deviations of the submissions' true worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portal.calibration.scores import Floats, Numbers

LEAST_SLOPE = 0.2


@dataclass(frozen=True, slots=True)
class Scale:
    """One criterion as judges use it, in points."""

    least: float
    most: float
    step: float
    middle: float
    """What a submission of middling worth gets."""
    spread: float
    """How many points one standard deviation of worth is."""

    def points(self, heard: Floats) -> Floats:
        """What is written down, on the nearest step within the ends; the shape of `heard`."""
        near = np.round((self.middle + self.spread * heard) / self.step) * self.step
        return np.clip(near, self.least, self.most)


HALF_POINTS = (Scale(1, 10, 0.5, 5.5, 1.25),) * 5
"""Five criteria in half points from 1 to 10."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How judges differ, and how much of a sheet is chance."""

    severity: float = 0.0
    """The standard deviation of severities."""
    slope: float = 0.0
    """How much judges differ in how far they spread their points: the standard deviation of their slopes."""
    noise: float = 0.86
    """The variance of the noise in the mean of a sheet's criteria. As large as lets judges who do not differ reach a
    Kendall's tau of about 0.75 with five sheets and 0.685 with three."""
    halo: float = 0.6
    """The share of the noise that is the same in all criteria of a sheet."""


@dataclass(frozen=True, slots=True)
class Judges:
    """Made-up judges: two arrays of shape (judges,)."""

    severity: Floats
    slope: Floats


def draw_judges(count: int, habits: Habits, rng: np.random.Generator) -> Judges:
    """Judges who differ as `habits` say."""
    severity = rng.normal(size=count) * habits.severity
    return Judges(severity, np.clip(1 + rng.normal(size=count) * habits.slope, LEAST_SLOPE, None))


def draw_sheets(
    worth: Floats, judges: Judges, judge: Numbers, scales: Sequence[Scale], habits: Habits, rng: np.random.Generator
) -> Floats:
    """The points of sheets: `worth` and `judge` (a position) have one entry a sheet; shape (criteria, sheets)."""
    own = np.sqrt(habits.noise * (1 - habits.halo) * len(scales))
    meant = judges.slope[judge] * worth - judges.severity[judge]
    halo = rng.normal(size=len(judge)) * np.sqrt(habits.noise * habits.halo)
    heard = [meant + halo + rng.normal(size=len(judge)) * own for _criterion in scales]
    return np.array([scale.points(one) for scale, one in zip(scales, heard, strict=True)])


def rotate(submissions: int, judges: int, sheets: int, rng: np.random.Generator) -> Numbers:
    """Who judges what at random with even loads: positions of judges, shape (submissions, sheets), no judge twice.

    Submissions are dealt in blocks of as many as there are judges; in a block every column gives each judge one sheet.
    """
    if sheets > judges:
        raise ValueError("a submission cannot have more sheets than there are judges")
    blocks = -(-submissions // judges)
    dealt = rng.permuted(np.tile(np.arange(judges), (blocks, 1)), axis=1)
    turns = rng.permuted(np.tile(np.arange(judges), (blocks, 1)), axis=1)[:, :sheets]
    place = (np.arange(judges)[None, :, None] + turns[:, None, :]) % judges
    made: Numbers = dealt[np.arange(blocks)[:, None, None], place].reshape(-1, sheets)
    return made[:submissions]
