"""Whether a judge's severity moves while the sheets are written: a straight line through what sets each sheet apart.

What sets a sheet apart is its points less the mean of the other sheets of the same submission, so that the worth of
the submission cancels out exactly. With the variance s2 on each sheet, that difference has the variance s2 k / (k - 1)
when the submission has k sheets, so each is weighted by (k - 1) / k. How severe a judge is goes into the intercept; how
severe the others are is taken off first, from the fit. The slope of the line over the judge's sheets in the order of
finishing, from 0 for the first to 1 for the last, is therefore how many points the judge has moved; its t-value has
n - 2 degrees of freedom. Source of the test: weighted least squares, Seber and Lee (2003), section 3.10. A judge is
pointed out by Holm's procedure (1979), so that among panels of steady judges at most `FALSE_ALARMS` point out anybody
at all, however many judges they have.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from portal.calibration.scores import Floats, Numbers, Scores
from portal.calibration.severity import fit

LEAST_SHEETS = 8
"""With fewer sheets that others have scored too, a line says nothing."""
FALSE_ALARMS = 0.05
"""The share of panels of steady judges in which somebody is pointed out."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One judge's line, in points; `judge` is the position in the scores."""

    judge: int
    sheets: int
    slope: float
    """How many points more the judge gives at the end than at the beginning; negative means stricter."""
    error: float
    p_value: float
    early: float
    """How far the first half of the sheets lies above the other judges, in points."""
    late: float
    """The same for the second half."""
    halves_error: float
    """The standard error of `late - early`."""
    look: bool = False
    """Whether somebody should please look at the sheets of this judge."""


def drifts(scores: Scores, order: Numbers) -> list[Drift]:
    """The line of every judge with enough sheets, in the order of the judges.

    `order`, shape (sheets,), sorts: a sheet with a larger number was finished later.
    """
    apart, weights = _apart(scores)
    found = []
    for judge in range(len(scores.judges)):
        mine = np.flatnonzero((scores.judge == judge) & (weights > 0))
        if len(mine) >= LEAST_SHEETS:
            mine = mine[np.argsort(order[mine], kind="stable")]
            found.append(_line(judge, apart[mine], weights[mine]))
    return _pointed_out(found)


def _apart(scores: Scores) -> tuple[Floats, Floats]:
    """Each sheet's points less the mean of the others on its submission, and the weight: 0 where it stands alone."""
    points = scores.points - fit(scores).generosity[scores.judge]
    sheets = scores.sheets[scores.submission]
    sums = np.bincount(scores.submission, points, len(scores.submissions))[scores.submission]
    with np.errstate(divide="ignore", invalid="ignore"):
        others = (sums - points) / (sheets - 1)
    return np.where(sheets > 1, points - others, 0.0), (sheets - 1) / sheets


def _line(judge: int, apart: Floats, weights: Floats) -> Drift:
    """Weighted least squares of the differences on the place in the judge's own sequence."""
    count = len(apart)
    place = np.linspace(0, 1, count)
    slope, error = _slope(place, apart, weights)
    half = count // 2
    step = (np.arange(count) >= count - half).astype(float)
    sides = np.r_[0:half, count - half : count]
    _difference, halves_error = _slope(step[sides], apart[sides], weights[sides])
    p_value = 2 * float(scipy.stats.t.sf(abs(slope) / error, count - 2)) if error > 0 else float(slope == 0)
    early, late = (float(np.average(apart[part], weights=weights[part])) for part in (sides[:half], sides[half:]))
    return Drift(judge, count, slope, error, p_value, early, late, halves_error)


def _slope(place: Floats, apart: Floats, weights: Floats) -> tuple[float, float]:
    """The slope of the line, and its standard error."""
    centred = place - np.average(place, weights=weights)
    spread = float(weights @ centred**2)
    slope = float(weights @ (centred * apart)) / spread
    left = apart - np.average(apart, weights=weights) - slope * centred
    return slope, math.sqrt(float(weights @ left**2) / (len(apart) - 2) / spread)


def _pointed_out(found: Sequence[Drift]) -> list[Drift]:
    """Holm: the smallest p-value against alpha / m, the next against alpha / (m - 1), until one fails."""
    looks: set[int] = set()
    for place, one in enumerate(sorted(found, key=lambda one: one.p_value)):
        if one.p_value > FALSE_ALARMS / (len(found) - place):
            break
        looks.add(one.judge)
    return [
        Drift(one.judge, one.sheets, one.slope, one.error, one.p_value, one.early, one.late, one.halves_error,
              one.judge in looks)
        for one in found
    ]  # fmt: skip
