"""The whole analysis of one set of scores."""

from dataclasses import dataclass

import numpy as np

from portal.calibration.agreement import Agreement, agreement
from portal.calibration.gate import Gate, gate
from portal.calibration.leave_out import WithoutJudge, leave_one_judge_out
from portal.calibration.scores import Floats, Numbers, Scores
from portal.calibration.severity import Fit, fit
from portal.calibration.ties import tie_groups
from portal.calibration.uncertainty import RankDraws, draw_ranks, judge_errors, ranks, submission_errors

DRAWS = 1_000
SEED = 20_251_125
"""Fixed, so that the same file always gives the same answer."""


@dataclass(frozen=True)
class Analysis:
    """Everything that is known; arrays follow the order of the submissions and judges in `fit.scores`."""

    fit: Fit
    top: int
    gate: Gate
    raw_rank: Numbers
    calibrated_rank: Numbers
    submission_errors: Floats
    judge_errors: Floats
    spread_ratio: Floats
    ranks: RankDraws
    agreement: Agreement
    tie_groups: list[list[int]]
    leave_one_judge_out: list[WithoutJudge]


def analyse(scores: Scores, *, top: int, draws: int = DRAWS, seed: int = SEED) -> Analysis:
    """Fit, then say how sure it is; `top` is how many may win."""
    fitted = fit(scores)
    errors = submission_errors(fitted)
    return Analysis(
        fit=fitted,
        top=top,
        gate=gate(fitted),
        raw_rank=ranks(scores.raw),
        calibrated_rank=ranks(fitted.calibrated),
        submission_errors=errors,
        judge_errors=judge_errors(fitted),
        spread_ratio=spread_ratio(scores),
        ranks=draw_ranks(fitted, top=top, draws=draws, seed=seed),
        agreement=agreement(fitted, errors),
        tie_groups=tie_groups(fitted),
        leave_one_judge_out=leave_one_judge_out(fitted, top=top),
    )


def spread_ratio(scores: Scores) -> Floats:
    """Each judge's standard deviation over the median one, shape (judges,); not a number with one sheet.

    Below 1 a judge keeps to the middle, above 1 uses more of the scale than colleagues do.
    """
    loads, size = scores.loads, len(scores.judges)
    mean = np.bincount(scores.judge, scores.points, size) / loads
    squares = np.bincount(scores.judge, (scores.points - mean[scores.judge]) ** 2, size)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.where(loads > 1, np.sqrt(squares / (loads - 1)), np.nan)
        middle = np.nanmedian(spread) if np.isfinite(spread).any() else np.nan
        return spread / middle if middle > 0 else np.full(size, np.nan)
