"""How judges fill in their sheets: halo, keeping to the middle, straight lines, and haste; each beside the panel.

Every measure is one value for each judge, shape (judges,), with the number of sheets that it rests on; it is not a
number where there are fewer than `LEAST_SHEETS` of them, for then it tells more of chance than of the judge.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy

from portal.calibration.criteria import CriterionPoints
from portal.calibration.scores import Floats, Numbers, Scores

LEAST_SHEETS = 8
NARROW = 0.6
"""A spread below this share of the median judge's is narrow."""
MIDDLE = (1 / 3, 2 / 3)
"""The middle of the scale, in shares of a criterion's maximum."""
OFTEN = 0.3
"""Straight lines, or hasty sheets, are worth a look from this share of a judge's sheets on."""
HASTY = 0.2
"""A sheet is hasty when it took less than this share of the panel's median time."""
RARE = 0.001
"""How seldom chance alone may bring what is pointed out."""
CERTAIN = 3.1
"""The same in standard errors, on one side."""
USUAL_AT_LEAST = 0.02
"""Nobody's sheets are held against a panel that never does a thing: once in fifty is taken as usual."""
HIGHEST = 0.995
"""Correlations nearer to 1 are all the same to Fisher's transformation."""


@dataclass(frozen=True)
class Habit:
    """One measure of all judges; arrays have the shape (judges,)."""

    values: Floats
    counts: Numbers
    """The sheets each value rests on."""
    usual: float
    """What is usual in the panel: the median of its judges; not a number when nobody has enough sheets."""
    striking: np.ndarray
    """Whether it differs from the panel by more than chance explains."""


def halo(table: CriterionPoints) -> Habit:
    """The mean correlation between a judge's criteria: near 1, one impression is written down under every heading.

    Judges stand beside the panel's median by Fisher's transformation, with the standard error of a single correlation.
    """
    known = np.isfinite(table.points).all(axis=1)
    size = len(table.scores.judges)
    judge, points = table.scores.judge[known], table.points[known]
    counts = np.bincount(judge, minlength=size)
    values = _enough(_correlations(judge, points, size), counts)
    usual = _median(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.arctanh(np.clip(values, -HIGHEST, HIGHEST)) - np.arctanh(np.clip(usual, -HIGHEST, HIGHEST))
        striking = apart * np.sqrt(np.maximum(counts - 3, 0)) > CERTAIN
    return Habit(values, counts, usual, striking)


def _correlations(judge: Numbers, points: Floats, size: int) -> Floats:
    """The mean correlation over all pairs of criteria that a judge has not given always the same."""
    loads = np.maximum(np.bincount(judge, minlength=size), 1)
    columns = [column - (np.bincount(judge, column, size) / loads)[judge] for column in points.T]
    squares = [np.bincount(judge, column**2, size) for column in columns]
    total, pairs = np.zeros(size), np.zeros(size)
    for one, other in combinations(range(len(columns)), 2):
        below = np.sqrt(squares[one] * squares[other])
        varied = below > 1e-9
        together = np.bincount(judge, columns[one] * columns[other], size)
        total[varied] += together[varied] / below[varied]
        pairs += varied
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(pairs > 0, total / pairs, np.nan)


def narrowness(scores: Scores, spread_ratio: Floats) -> Habit:
    """The spread ratio where there are enough sheets; striking when narrow, and not by chance (chi-square)."""
    counts = scores.loads.astype(int)
    values = _enough(spread_ratio, counts)
    with np.errstate(invalid="ignore"):
        chance = scipy.stats.chi2.cdf((counts - 1) * values**2, np.maximum(counts - 1, 1))
        striking = (values < NARROW) & (chance < RARE)
    return Habit(values, counts, _median(values), striking)


def middle_share(table: CriterionPoints) -> Habit:
    """The share of a judge's points in the middle third of the scale; shown beside narrowness, never by itself."""
    shares, size = table.shares, len(table.scores.judges)
    given = np.isfinite(shares)
    inside = given & (shares >= MIDDLE[0]) & (shares <= MIDDLE[1])
    counts = np.bincount(table.scores.judge, given.any(axis=1), size).astype(int)
    whole = np.bincount(table.scores.judge, given.sum(axis=1), size)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = _enough(np.bincount(table.scores.judge, inside.sum(axis=1), size) / whole, counts)
    return Habit(values, counts, _median(values), np.zeros(size, bool))


def straight_lines(table: CriterionPoints) -> Habit:
    """The share of sheets whose criteria all stand at the same share of their maximum, or that say the same again."""
    known = np.isfinite(table.points).all(axis=1) & (len(table.criteria) > 1)
    judge, shares = table.scores.judge[known], np.round(table.shares[known], 6)
    flat = shares.max(axis=1, initial=0) == shares.min(axis=1, initial=np.inf)
    _rows, which, times = np.unique(np.column_stack([judge, shares]), axis=0, return_inverse=True, return_counts=True)
    again = times[which.ravel()] > 1
    return _often(judge, flat | again, len(table.scores.judges))


def haste(scores: Scores, minutes: Floats) -> Habit:
    """The share of hasty sheets; `minutes` has the shape (sheets,), not a number where the time is not known."""
    known = np.isfinite(minutes)
    usual = float(np.median(minutes[known])) if known.any() else np.nan
    hasty = minutes[known] < HASTY * usual
    return _often(scores.judge[known], hasty, len(scores.judges))


def pace(scores: Scores, minutes: Floats) -> Habit:
    """The median minutes of each judge; never striking by itself, for some people simply think at their desk first."""
    known = np.isfinite(minutes)
    judge, given = scores.judge[known], minutes[known]
    counts = np.bincount(judge, minlength=len(scores.judges))
    values = np.array([np.median(given[judge == one]) if counts[one] else np.nan for one in range(len(scores.judges))])
    values = _enough(values, counts)
    return Habit(values, counts, _median(values), np.zeros(len(values), bool))


def _often(judge: Numbers, found: np.ndarray, size: int) -> Habit:
    """Shares of sheets on which something is found; striking beside the others' share by the binomial distribution."""
    counts = np.bincount(judge, minlength=size)
    hits = np.bincount(judge, found.astype(float), size)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = _enough(hits / counts, counts)
        others = np.nan_to_num((hits.sum() - hits) / (counts.sum() - counts))
        chance = scipy.stats.binom.sf(hits - 1, counts, np.maximum(others, USUAL_AT_LEAST))
        striking = (values >= OFTEN) & (chance < RARE)
    return Habit(values, counts, _median(values), striking)


def _enough(values: Floats, counts: Numbers) -> Floats:
    return np.where(counts >= LEAST_SHEETS, values, np.nan)


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan
