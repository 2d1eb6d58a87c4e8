"""Fixed submissions, random judges: the model behind calibrated scores, fitted by restricted maximum likelihood.

A sheet's points are y = theta + v + e: theta is the submission's own (fixed, never shrunk), v how generous its judge is
(normal with mean 0 and variance gamma times that of e), e what is left. Source: Patterson and Thompson (1971) for REML,
Henderson (1975) for the predictions of v and their errors. One eigen-decomposition of a matrix of judges by judges
makes every step of the search linear in the number of judges.
"""

import math
from dataclasses import dataclass

import numpy as np
import scipy

from portal.calibration.scores import Floats, Scores

LARGEST_RATIO, SMALLEST_RATIO = 1e6, 1e-9
TINY = 1e-300


@dataclass(frozen=True)
class Fit:
    """What was estimated. Variances are in squared points; arrays follow the order of the scores."""

    scores: Scores
    generosity: Floats
    """How many points more than the panel each judge gives, shape (judges,); severity is its negative."""
    calibrated: Floats
    """Theta, shape (submissions,), in points."""
    ratio: float
    """Gamma: the variance of judges over the residual variance."""
    residual: float
    """The residual variance; not a number when no submission has two sheets."""
    likelihood_ratio: float
    """Twice the gain in restricted log-likelihood over judges who do not differ."""
    system: Floats
    """Z'MZ: sheets on the diagonal less what submissions share, shape (judges, judges)."""
    right_side: Floats
    """Z'My: how far each judge's sheets are from their submissions' means in sum, shape (judges,)."""
    spectrum: Floats
    """The eigenvalues of `system`, shape (judges,)."""
    vectors: Floats
    """Its eigenvectors in columns, shape (judges, judges)."""

    @property
    def judge_variance(self) -> float:
        """The variance of judges' severities."""
        return self.ratio * self.residual

    @property
    def half(self) -> Floats:
        """H with H H' = (Z'MZ + I / gamma)^-1, shape (judges, judges)."""
        return self.vectors * np.sqrt(self.ratio / (1 + self.ratio * self.spectrum))

    @property
    def p_value(self) -> float:
        """How often judges who do not differ would look so different; half the tail, for 0 is at the boundary."""
        return 0.5 * math.erfc(math.sqrt(self.likelihood_ratio / 2)) if self.likelihood_ratio > 0 else 1.0


def fit(scores: Scores) -> Fit:
    """Fit the model; always gives an answer, with no variance of judges where none can be seen."""
    apart = scores.points - scores.raw[scores.submission]
    weights = scores.weights
    system = np.diag(scores.loads) - (weights.T @ (weights * scores.sheets[:, None])).toarray()
    right_side: Floats = np.bincount(scores.judge, apart, len(scores.judges)).astype(float)
    spectrum, vectors = np.linalg.eigh(system)
    spectrum = np.clip(spectrum, 0, None)
    turned = (vectors.T @ right_side) ** 2
    freedom = len(scores) - len(scores.submissions)
    ratio, gain = _search(spectrum, turned, float(apart @ apart), freedom)
    generosity = vectors @ (ratio / (1 + ratio * spectrum) * (vectors.T @ right_side))
    left = float(apart @ apart) - float((ratio / (1 + ratio * spectrum)) @ turned)
    return Fit(
        scores=scores,
        generosity=generosity,
        calibrated=scores.raw - weights @ generosity,
        ratio=ratio,
        residual=max(left, 0.0) / freedom if freedom else math.nan,
        likelihood_ratio=gain,
        system=system,
        right_side=right_side,
        spectrum=spectrum,
        vectors=vectors,
    )


def _search(spectrum: Floats, turned: Floats, whole: float, freedom: int) -> tuple[float, float]:
    """The ratio of variances with the highest restricted likelihood, and its gain over 0."""
    if freedom <= 0 or whole <= 0:
        return 0.0, 0.0

    def deviance(ratio: float) -> float:
        left = whole - float((ratio / (1 + ratio * spectrum)) @ turned)
        return freedom * math.log(max(left, TINY)) + float(np.log1p(ratio * spectrum).sum())

    grid = np.linspace(math.log(SMALLEST_RATIO), math.log(LARGEST_RATIO), 70)
    best = int(np.argmin([deviance(math.exp(one)) for one in grid]))
    around = (grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)])
    found = scipy.optimize.minimize_scalar(
        lambda one: deviance(math.exp(one)), bounds=around, method="bounded", options={"xatol": 1e-10}
    )
    gain = deviance(0.0) - float(found.fun)
    return (math.exp(float(found.x)), gain) if gain > 0 else (0.0, 0.0)
