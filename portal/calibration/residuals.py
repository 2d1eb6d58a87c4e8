"""Judges and organisations: what is left of a judge's points for the works of one organisation.

The model's own errors make it exact. With M the projection that takes out submissions, sheets y = X theta + Z v + e
leave r = M (y - Z v^), whose variance is sigma^2 (M - M Z (Z'MZ + I / gamma)^-1 Z'M); Henderson (1975).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portal.calibration.scores import Floats, Numbers
from portal.calibration.severity import Fit

LEAST_SHEETS = 2
STRIKING = 3.0
"""Standard errors; among many pairs of judges and organisations about one in four hundred is beyond by chance."""
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Leaning:
    """A judge, by position, who gave an organisation's works more (or fewer) points than model and chance explain."""

    judge: int
    organisation: str
    sheets: int
    points: float
    """The mean of what is left, in points; above 0 the judge gave more than the panel."""
    z: float


def residuals(fit: Fit) -> Floats:
    """What is left of every sheet after its submission and its judge, shape (sheets,), in points."""
    scores = fit.scores
    return scores.points - fit.calibrated[scores.submission] - fit.generosity[scores.judge]


def leanings(fit: Fit, organisations: Sequence[str]) -> list[Leaning]:
    """Pairs of judge and organisation beyond chance, the furthest first; `organisations` are of the submissions.

    Submissions whose organisation is empty belong to none.
    """
    if math.isnan(fit.residual) or fit.residual <= 0:
        return []
    left = residuals(fit)
    found = [_leaning(fit, left, one) for one in _groups(fit, organisations)]
    striking = [one for one in found if one is not None and abs(one.z) > STRIKING]
    return sorted(striking, key=lambda one: (-abs(one.z), one.judge, one.organisation))


def _groups(fit: Fit, organisations: Sequence[str]) -> list[tuple[int, str, Numbers]]:
    """Judge, organisation and the places of their sheets, where there are enough of them."""
    listed: dict[tuple[int, str], list[int]] = {}
    pairs = zip(fit.scores.judge.tolist(), fit.scores.submission.tolist(), strict=True)
    for place, (judge, submission) in enumerate(pairs):
        if organisations[submission]:
            listed.setdefault((judge, organisations[submission]), []).append(place)
    return [(*key, np.array(places)) for key, places in listed.items() if len(places) >= LEAST_SHEETS]


def _leaning(fit: Fit, left: Floats, group: tuple[int, str, Numbers]) -> Leaning | None:
    judge, organisation, places = group
    variance = fit.residual * spread_of_sum(fit, judge, fit.scores.submission[places])
    if variance <= TINY:
        return None
    total = float(left[places].sum())
    return Leaning(judge, organisation, len(places), total / len(places), total / math.sqrt(variance))


def spread_of_sum(fit: Fit, judge: int, works: Numbers) -> float:
    """The variance of the sum of what one judge's sheets of some works leave, in residual variances."""
    scores = fit.scores
    shared = -np.asarray(scores.weights[works].sum(axis=0)).ravel()
    shared[judge] += len(works)
    carried = fit.half.T @ shared
    return float(len(works) - (1 / scores.sheets[works]).sum() - carried @ carried)
