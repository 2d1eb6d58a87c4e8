"""How sure a calibrated score is: standard errors, and ranks over many draws from the estimates' distribution."""

import math
from dataclasses import dataclass

import numpy as np

from portal.calibration.scores import Floats, Numbers
from portal.calibration.severity import Fit

COVERED = 0.90
"""The share of rank intervals that should hold the true rank."""
CHUNK = 2_000
SAME = 9
"""Points that agree to so many decimals are equal: sums of decimals differ in the last binary digits."""


@dataclass(frozen=True)
class RankDraws:
    """For each submission the rank interval and the share of draws in which it is among the first; (submissions,)."""

    low: Floats
    high: Floats
    p_top: Floats


def ranks(points: Floats) -> Numbers:
    """Places from 1, the most points first; equal points share a place and the next is skipped."""
    rounded = np.round(points, SAME)
    order = np.sort(-rounded)
    return np.searchsorted(order, -rounded, side="left") + 1


def submission_errors(fit: Fit) -> Floats:
    """The standard error of every calibrated score, shape (submissions,), in points."""
    half, weights = fit.half, fit.scores.weights
    spread = np.empty(len(fit.calibrated))
    for start in range(0, len(spread), CHUNK):
        part = weights[start : start + CHUNK] @ half
        spread[start : start + CHUNK] = np.einsum("ij,ij->i", part, part)
    return np.sqrt(fit.residual * (1 / fit.scores.sheets + spread))


def judge_errors(fit: Fit) -> Floats:
    """The standard error of prediction of every severity, shape (judges,), in points."""
    return np.sqrt(fit.residual * np.einsum("ij,ij->i", fit.half, fit.half))


def draw_ranks(fit: Fit, *, top: int, draws: int, seed: int) -> RankDraws:
    """Ranks over `draws` draws of all calibrated scores together; not numbers when nothing is known of the noise.

    Errors are drawn a little wider than estimated (see `widening`), for the variances are estimated as well.
    """
    size = len(fit.calibrated)
    if math.isnan(fit.residual):
        return RankDraws(*np.full((3, size), math.nan))
    if math.isclose(fit.residual, 0, abs_tol=1e-12):
        return _certain(fit.calibrated, top)
    noise = _noise(fit, draws, seed)
    noise *= np.float32(widening(fit))
    noise += fit.calibrated.astype(np.float32)
    order = np.argsort(-noise, axis=1)
    place = np.empty((draws, size), np.int32)
    np.put_along_axis(place, order, np.arange(1, size + 1, dtype=np.int32)[None, :], axis=1)
    p_top = (place <= top).mean(axis=0)
    edge = max(round((1 - COVERED) / 2 * draws), 1) - 1
    spread = np.ascontiguousarray(place.T)
    spread.partition((edge, draws - 1 - edge), axis=1)
    return RankDraws(spread[:, edge].astype(float), spread[:, draws - 1 - edge].astype(float), p_top)


def _certain(points: Floats, top: int) -> RankDraws:
    """Where nothing is left over no draw differs from another: equal points share all their places alike."""
    first, last = ranks(points), len(points) + 1 - ranks(-points)
    places = last - first + 1
    return RankDraws(first.astype(float), last.astype(float), np.clip(top + 1 - first, 0, places) / places)


def widening(fit: Fit) -> float:
    """How much wider than the estimated errors draws must be for ranks to be covered as often as promised.

    Flat priors draw ranks towards the middle, the more the fewer sheets a submission has; measured in bench/.
    """
    return 1.1


def _noise(fit: Fit, draws: int, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Errors of all calibrated scores, shape (draws, submissions): one's own, and those its judges bring along."""
    rng = np.random.default_rng(seed)
    scale = math.sqrt(fit.residual)
    own = rng.standard_normal((draws, len(fit.calibrated)), dtype=np.float32)
    own *= (scale / np.sqrt(fit.scores.sheets)).astype(np.float32)
    judges = fit.half @ rng.standard_normal((len(fit.scores.judges), draws)) * scale
    own -= (fit.scores.weights @ judges).T.astype(np.float32)
    return own
