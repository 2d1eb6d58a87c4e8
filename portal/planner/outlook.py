"""What may be expected of a plan: many made-up contests with a known truth, judged as the plan says.

All plans are tried on the same contests and the same sheets, so that their differences are surer than each figure is.
Source of the calibrated scores: Henderson (1975), with the variances that the contests were made with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from scipy.sparse.linalg import cg

from portal.calibration.scores import Floats, Numbers
from portal.calibration.simulation import HALF_POINTS, Habits, Scale, draw_judges, draw_sheets, rotate
from portal.planner.plans import Contest, Plan

SEED = 20_251_126
"""Fixed, so that the same question always gets the same answer."""
MOST_CONTESTS, LEAST_CONTESTS, WORK = 150, 10, 300_000
ORDERS = 40
"""In how many of the contests the whole order is compared with the truth."""
BATCHES = 5
FEW_JUDGES = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over contests, and its standard error by the simulation."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan promises; shares are from 0 to 1."""

    plan: Plan
    reliability: Figure
    """Of the mean of those among whom prizes are given: its squared correlation with true worth."""
    first_reliability: Figure
    """Of the mean after the first stage."""
    tau: Figure
    """Kendall's tau of the whole order with the true one, by the plain mean."""
    winners: Figure
    """The share of the truly best that win, by the plain mean."""
    calibrated_tau: Figure
    calibrated_winners: Figure
    """Both again where how strict judges are is taken out."""
    kept: Figure
    """The share of the truly best that reach the stage in which prizes are given."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """One made-up contest: the truth, shape (n,), and judges and totals of all sheets there may be, shape (n, k)."""

    worth: Floats
    judge: Numbers
    total: Floats
    judges: int
    ratio: float
    """The variance of judges over that of the rest."""


def contests_for(contest: Contest, plans: Sequence[Plan]) -> int:
    """How many contests are tried: fewer of large ones, so that the answer comes in about a second."""
    size = contest.submissions * max(plan.deepest for plan in plans)
    return int(np.clip(WORK // size, LEAST_CONTESTS, MOST_CONTESTS))


def expected(
    contest: Contest,
    plans: Sequence[Plan],
    habits: Habits,
    scales: Sequence[Scale] = HALF_POINTS,
    *,
    contests: int | None = None,
    seed: int = SEED,
) -> list[Outlook]:
    """Try every plan on the same made-up contests; in the order of the plans."""
    count = contests or contests_for(contest, plans)
    deepest = max(plan.deepest for plan in plans)
    tried = [_try(contest, plans, _draw(contest, deepest, habits, scales, seed, n), n < ORDERS) for n in range(count)]
    results = np.array([one[0] for one in tried])
    moments = np.array([one[1] for one in tried])
    return [_outlook(plan, results[:, place], moments) for place, plan in enumerate(plans)]


def _draw(contest: Contest, deepest: int, habits: Habits, scales: Sequence[Scale], seed: int, number: int) -> Sheets:
    rng = np.random.default_rng([seed, number])
    worth = rng.normal(size=contest.submissions)
    judges = draw_judges(contest.judges, habits, rng)
    judge = rotate(contest.submissions, contest.judges, deepest, rng)
    points = draw_sheets(np.repeat(worth, deepest), judges, judge.ravel(), scales, habits, rng)
    ratio = habits.severity**2 / habits.noise
    return Sheets(worth, judge, points.sum(axis=0).reshape(judge.shape), contest.judges, ratio)


def _try(contest: Contest, plans: Sequence[Plan], made: Sheets, whole: bool) -> tuple[Floats, Floats]:
    """Results, shape (plans, 5), and for each number of sheets the moments of its mean, shape (deepest, 3)."""
    best = np.zeros(contest.submissions, bool)
    best[np.argsort(-made.worth)[: contest.prizes]] = True
    rows = []
    for plan in plans:
        finals, plain = _order(made, plan, calibrate=False)
        _finals, calibrated = _order(made, plan, calibrate=True)
        shares = [best[np.argsort(-scores)[: contest.prizes]].mean() for scores in (plain, calibrated)]
        taus = [scipy.stats.kendalltau(made.worth, scores)[0] if whole else np.nan for scores in (plain, calibrated)]
        rows.append([*taus, *shares, best[finals].sum() / contest.prizes])
    means = np.cumsum(made.total, axis=1) / np.arange(1, made.total.shape[1] + 1)
    apart, truth = means - means.mean(axis=0), made.worth - made.worth.mean()
    moments = np.stack([truth @ apart, (apart**2).sum(axis=0), np.full(apart.shape[1], truth @ truth)], axis=1)
    return np.array(rows), moments


def _order(made: Sheets, plan: Plan, *, calibrate: bool) -> tuple[Numbers, Floats]:
    """Who is in the last stage, and scores whose order is that of the plan: finalists before all others."""
    size = len(made.worth)
    sheets = np.full(size, plan.first)
    scores = _scores(made, sheets, calibrate=calibrate)
    if not plan.staged:
        return np.arange(size), scores
    finals = np.argsort(-scores)[: plan.finalists]
    sheets[finals] = plan.deepest
    scores = _scores(made, sheets, calibrate=calibrate)
    scores[finals] += np.ptp(scores) + 1
    return finals, scores


def _scores(made: Sheets, sheets: Numbers, *, calibrate: bool) -> Floats:
    """The mean of as many sheets of each submission as `sheets` says; calibrated, less what its judges give more."""
    counted = np.arange(made.total.shape[1]) < sheets[:, None]
    mean: Floats = np.where(counted, made.total, 0).sum(axis=1) / sheets
    if not calibrate or made.ratio == 0:
        return mean
    generosity = _generosity(made, sheets, np.where(counted, made.total - mean[:, None], 0))
    return mean - np.where(counted, generosity[made.judge], 0).sum(axis=1) / sheets


def _generosity(made: Sheets, sheets: Numbers, apart: Floats) -> Floats:
    """How much more than others each judge gives, shape (judges,); `apart` is 0 where a sheet does not count."""
    size = made.judges
    shared = np.zeros(size * size)
    loads = np.zeros(size)
    for count in np.unique(sheets):
        judge = made.judge[sheets == count, :count]
        pairs = judge[:, :, None] * size + judge[:, None, :]
        shared += np.bincount(pairs.ravel(), minlength=size * size) / count
        loads += np.bincount(judge.ravel(), minlength=size)
    system = np.diag(loads + 1 / made.ratio) - shared.reshape(size, size)
    return solve(system, np.asarray(np.bincount(made.judge.ravel(), apart.ravel(), size), float))


def solve(system: Floats, right_side: Floats, few: int = FEW_JUDGES) -> Floats:
    """What the judges give, shape (judges,), from the equations of all of them: `system` is (judges, judges)."""
    # The diagonal outweighs the rest, so a few steps of conjugate gradients are as good as a whole elimination.
    if len(system) > few:
        return np.asarray(cg(system, right_side, rtol=1e-6)[0], float)
    return np.asarray(np.linalg.solve(system, right_side), float)


def _outlook(plan: Plan, results: Floats, moments: Floats) -> Outlook:
    tau, calibrated_tau, winners, calibrated_winners, kept = (_mean(column) for column in results.T)
    return Outlook(
        plan=plan,
        reliability=_reliability(moments[:, plan.deepest - 1]),
        first_reliability=_reliability(moments[:, plan.first - 1]),
        tau=tau,
        winners=winners,
        calibrated_tau=calibrated_tau,
        calibrated_winners=calibrated_winners,
        kept=kept,
    )


def _mean(values: Floats) -> Figure:
    """A mean and its error; contests in which the figure was not taken, or has no value, do not count."""
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return Figure(float(known.mean()) if len(known) else 0.0, 0.0)
    return Figure(float(known.mean()), float(known.std(ddof=1) / np.sqrt(len(known))))


def _reliability(moments: Floats) -> Figure:
    """The squared correlation over all contests, and its error from how batches of them differ."""

    def squared(some: Floats) -> float:
        crossed, own, truth = some.sum(axis=0)
        return float(crossed**2 / (own * truth)) if own > 0 else 0.0

    parts = np.array([squared(some) for some in np.array_split(moments, BATCHES)])
    return Figure(squared(moments), float(parts.std(ddof=1) / np.sqrt(BATCHES)))
