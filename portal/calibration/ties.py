"""Who cannot be told apart: groups of neighbours in the ranking."""

import math

import numpy as np

from portal.calibration.severity import Fit

CERTAIN = 1.96
"""Standard errors of a difference that make it one: 95 % for a single comparison."""


def tie_groups(fit: Fit) -> list[list[int]]:
    """Groups of two or more neighbours, best first, that cannot be told from the first of their group at 95 %.

    A group begins with the best submission that is in none yet and ends before the first that differs from it.
    Submissions are named by position.
    """
    if math.isnan(fit.residual):
        return []
    order = np.argsort(-fit.calibrated, kind="stable")
    half, weights = fit.half, fit.scores.weights
    groups: list[list[int]] = []
    start = 0
    while start < len(order):
        end = start + 1
        step = 64
        while end < len(order):
            apart = _apart(fit, half, weights, order[start], order[end : end + step])
            found = np.flatnonzero(apart)
            if len(found):
                end += int(found[0])
                break
            end += len(apart)
            step *= 2
        if end - start > 1:
            groups.append([int(one) for one in order[start:end]])
        start = end
    return groups


def _apart(fit: Fit, half: np.ndarray, weights: object, first: int, others: np.ndarray) -> np.ndarray:
    """Whether each of some submissions differs from the first, shape (others,)."""
    sheets = fit.scores.sheets
    shared = np.atleast_2d(weights[others] @ half) - np.atleast_2d(weights[[first]] @ half)  # type: ignore[index]
    variance = fit.residual * (1 / sheets[others] + 1 / sheets[first] + np.einsum("ij,ij->i", shared, shared))
    gap = np.round(fit.calibrated[first] - fit.calibrated[others], 9)
    return np.asarray(gap > CERTAIN * np.sqrt(variance))
