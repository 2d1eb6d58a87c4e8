"""What would change without one judge: the winners, once for each judge left out."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import cg

from portal.calibration.scores import Floats, Numbers
from portal.calibration.severity import Fit


@dataclass(frozen=True)
class WithoutJudge:
    """The winners that come in and go out, by position, when a judge's sheets are left out."""

    judge: int
    enters: tuple[int, ...]
    leaves: tuple[int, ...]


def winners(points: Floats, top: int) -> Numbers:
    """The first `top` submissions by points, the earlier first where points are equal; missing points never win."""
    order = np.argsort(np.where(np.isnan(points), np.inf, -np.round(points, 9)), kind="stable")[:top]
    return order[~np.isnan(points[order])]


def leave_one_judge_out(fit: Fit, *, top: int) -> list[WithoutJudge]:
    """Fit again without each judge in turn, with the variances as estimated from all."""
    order = np.argsort(fit.scores.judge, kind="stable")
    places = np.split(order, np.cumsum(fit.scores.loads.astype(int))[:-1])
    before = set(winners(fit.calibrated, top).tolist())
    found = []
    for judge, sheets in enumerate(places):
        after = set(winners(_without(fit, judge, sheets), top).tolist())
        found.append(WithoutJudge(judge, tuple(sorted(after - before)), tuple(sorted(before - after))))
    return found


def _without(fit: Fit, judge: int, sheets: Numbers) -> Floats:
    """The calibrated scores without one judge; not a number for a submission that only this judge has scored."""
    scores = fit.scores
    read, given = scores.submission[sheets], scores.points[sheets]
    left = scores.sheets.copy()
    left[read] -= 1
    sums = scores.raw * scores.sheets
    sums[read] -= given
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = np.where(left > 0, sums / left, np.nan)
        generosity = _generosity(fit, judge, read, raw) if fit.ratio else np.zeros(len(scores.judges))
        carried = scores.weights @ generosity * scores.sheets
        return np.where(left > 0, raw - carried / left, np.nan)


def _generosity(fit: Fit, judge: int, read: Numbers, raw: Floats) -> Floats:
    """The others' generosity: the same equations less the sheets of one judge, solved from where they stood."""
    scores, system, right_side = fit.scores, fit.system.copy(), fit.right_side.copy()
    shares = scores.weights
    for one in read:
        panel = shares.indices[shares.indptr[one] : shares.indptr[one + 1]]
        count = len(panel)
        others = panel[panel != judge]
        right_side[others] += scores.raw[one] - (raw[one] if count > 1 else scores.raw[one])
        if count > 1:
            system[np.ix_(others, others)] += 1 / count - 1 / (count - 1)
    system[judge, :] = system[:, judge] = 0
    right_side[judge] = 0
    system[np.diag_indices_from(system)] += 1 / fit.ratio
    start = fit.generosity.copy()
    start[judge] = 0
    solved, _failed = cg(system, right_side, x0=start, rtol=1e-9, atol=0.0)
    return np.asarray(solved)
