"""Which submissions one more sheet would help most, where the line between winners and the rest is uncertain.

The worth of one more sheet is the knowledge gradient: how much better the better side of the line is expected to be
told once the sheet is there. Source: Frazier, Powell and Dayanik (2008); for choosing the first k, Chen et al. (2008).
Sheets are given one by one to the submission that gains most, each time with the error the sheets before leave.
"""

import math
from dataclasses import dataclass

import numpy as np
import scipy

from portal.calibration.analysis import Analysis
from portal.calibration.scores import Floats

UNCERTAIN = (0.1, 0.9)
"""Chances of being among the first between which a submission is at the line."""
TIED = (0.05, 0.95)
"""The same for members of a tie group that crosses the line."""
MOST_EACH = 3
"""A submission is asked to have so many more sheets at most: beyond, the panel itself should grow."""
MOST_SHEETS = 60
WORTHWHILE = 0.25
"""Sheets are asked for as long as one helps at least this share of what the first one helps."""
NODES = np.polynomial.hermite_e.hermegauss(21)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A submission, by position, the sheets it should still have, and its chance of being among the first."""

    submission: int
    sheets: int
    chance: float


@dataclass(frozen=True, slots=True)
class MoreSheets:
    """Which submissions to score again, the most useful first, and how many of the first k are expected to be wrong."""

    wanted: tuple[Wanted, ...]
    wrong_now: float
    wrong_then: float

    @property
    def sheets(self) -> int:
        """How many sheets that takes altogether."""
        return sum(one.sheets for one in self.wanted)


def more_sheets(analysis: Analysis, *, sheets: int | None = None) -> MoreSheets | None:
    """The sheets that help most, as many as are worthwhile or exactly `sheets`; None where there is no line to draw."""
    fit, top = analysis.fit, analysis.top
    if math.isnan(fit.residual) or fit.residual <= 0 or not 0 < top < len(fit.calibrated):
        return None
    order = np.sort(fit.calibrated)[::-1]
    gap = np.abs(fit.calibrated - (order[top - 1] + order[top]) / 2)
    fresh = fit.residual + float((analysis.judge_errors**2).mean())
    open_ones = at_the_line(analysis)
    added, first = _shared_out(gap, analysis.submission_errors**2, fresh, open_ones, sheets)
    before = analysis.submission_errors**2
    chosen = sorted(np.flatnonzero(added).tolist(), key=lambda one: first[one])
    listed = tuple(Wanted(one, int(added[one]), float(analysis.ranks.p_top[one])) for one in chosen)
    return MoreSheets(listed, *(_wrong(gap, before, fresh, count) for count in (np.zeros_like(added), added)))


def at_the_line(analysis: Analysis) -> np.ndarray:
    """Which submissions may be on either side: by their chance, or in a tie group that crosses the line."""
    chance = analysis.ranks.p_top
    found = (chance > UNCERTAIN[0]) & (chance < UNCERTAIN[1])
    for group in analysis.tie_groups:
        places = analysis.calibrated_rank[group]
        if places.min() <= analysis.top < places.max():
            found[group] |= (chance[group] > TIED[0]) & (chance[group] < TIED[1])
    return np.asarray(found)


def _shared_out(
    gap: Floats, variance: Floats, fresh: float, open_ones: np.ndarray, sheets: int | None
) -> tuple[np.ndarray, dict[int, int]]:
    """How many sheets each submission gets, and in which turn it first got one."""
    added = np.zeros(len(gap), int)
    turn: dict[int, int] = {}
    worth = np.where(open_ones, gain(gap, variance, fresh), 0.0)
    least = WORTHWHILE * float(worth.max(initial=0.0)) if sheets is None else 0.0
    for number in range(MOST_SHEETS if sheets is None else sheets):
        best = int(worth.argmax())
        if worth[best] <= least or worth[best] <= 0:
            break
        turn.setdefault(best, number)
        added[best] += 1
        left = 1 / (1 / variance[best] + added[best] / fresh)
        full = added[best] >= MOST_EACH
        worth[best] = 0.0 if full else float(gain(gap[[best]], np.array([left]), fresh)[0])
    return added, turn


def gain(gap: Floats, variance: Floats, fresh: float) -> Floats:
    """The knowledge gradient of one more sheet whose own variance is `fresh`, in points."""
    moved = variance / np.sqrt(variance + fresh)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(moved > 0, -gap / moved, -np.inf)
    norm = scipy.stats.norm
    return np.asarray(moved * (steps * norm.cdf(steps) + norm.pdf(steps)))


def _wrong(gap: Floats, before: Floats, fresh: float, added: np.ndarray) -> float:
    """How many of the first are expected to be there wrongly: half of those on the wrong side, who come in pairs."""
    after = 1 / (1 / before + added / fresh)
    moved = np.sqrt(np.maximum(before - after, 0))
    nodes, weights = NODES
    then = np.abs(gap[:, None] + moved[:, None] * nodes[None, :])
    chance = scipy.stats.norm.cdf(-then / np.sqrt(after)[:, None]) @ (weights / weights.sum())
    return float(chance.sum()) / 2
