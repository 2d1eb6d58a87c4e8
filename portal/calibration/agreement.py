"""How far judges agree: Krippendorff's alpha, intraclass correlations, Kendall's W."""

import math
from dataclasses import dataclass

import numpy as np
import scipy

from portal.calibration.scores import Floats, Scores
from portal.calibration.severity import Fit


@dataclass(frozen=True)
class Agreement:
    """Each is None where the data do not allow it."""

    krippendorff_alpha: float | None
    icc_single: float | None
    icc_average: float | None
    kendall_w: float | None


def agreement(fit: Fit, errors: Floats) -> Agreement:
    """All measures of agreement; `errors` are the standard errors of the calibrated scores."""
    single, average = intraclass(fit, errors)
    return Agreement(krippendorff_alpha(fit.scores), single, average, kendall_w(fit.scores))


def krippendorff_alpha(scores: Scores) -> float | None:
    """Alpha for interval data: 1 for full agreement, 0 for what chance gives; sheets without a second do not count.

    Source: Krippendorff, Content Analysis (2004), chapter 11, with the squared difference as the metric.
    """
    paired = scores.sheets[scores.submission] > 1
    values, unit = scores.points[paired], scores.submission[paired]
    if np.count_nonzero(scores.sheets > 1) < 2:
        # With one submission alone, judges who agree perfectly and judges who do not would look the same.
        return None
    sizes = scores.sheets[unit]
    apart = (values - scores.raw[unit]) ** 2
    observed = 2 * float((apart * sizes / (sizes - 1)).sum()) / len(values)
    expected = 2 * float(((values - values.mean()) ** 2).sum()) / (len(values) - 1)
    return 1 - observed / expected if expected > 0 else None


def intraclass(fit: Fit, errors: Floats) -> tuple[float | None, float | None]:
    """ICC(2,1) and ICC(2,k): the share of true differences in one sheet, and in a mean of as many as are usual.

    Source: Shrout and Fleiss (1979), with the variance components of the model instead of mean squares, so that
    submissions may have different judges; k is the harmonic mean of the sheets of a submission.
    """
    size = len(fit.calibrated)
    if size < 2 or math.isnan(fit.residual):
        return None, None
    scores = fit.scores
    own = float((1 / scores.sheets).sum())
    together = own + float(((scores.weights.sum(axis=0) @ fit.half) ** 2).sum())
    sampling = (float((errors**2).sum()) - fit.residual * together / size) / (size - 1)
    between = max(float(fit.calibrated.var(ddof=1)) - sampling, 0.0)
    noise = fit.judge_variance + fit.residual
    usual = size / own
    if between + noise <= 0:
        return None, None
    return between / (between + noise), between / (between + noise / usual)


def kendall_w(scores: Scores) -> float | None:
    """Kendall's W with the correction for ties; None unless every judge has scored every submission.

    Source: Kendall and Babington Smith (1939).
    """
    judges, size = len(scores.judges), len(scores.submissions)
    if judges < 2 or size < 2 or len(scores) != judges * size:
        return None
    table = np.empty((judges, size))
    table[scores.judge, scores.submission] = np.round(scores.points, 9)
    placed = scipy.stats.rankdata(table, axis=1)
    apart = float(((placed.sum(axis=0) - judges * (size + 1) / 2) ** 2).sum())
    ties = sum(float((count**3 - count).sum()) for count in (np.unique(row, return_counts=True)[1] for row in table))
    whole = judges**2 * (size**3 - size) - judges * ties
    return 12 * apart / whole if whole > 0 else None
