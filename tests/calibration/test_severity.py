"""The model against a dense likelihood written out in full, and against truths that are known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import kendalltau

from portal.calibration.scores import scores_of
from portal.calibration.severity import fit
from portal.calibration.uncertainty import draw_ranks, judge_errors, submission_errors
from tests.calibration.simulated import Contest, draw, z_scored

CONTEST = Contest(12, 5, 3, 1.0)


def dense(scores):
    """REML by matrices of sheets by sheets: generalised least squares and Henderson's equations, nothing shared."""
    n, size, judges = len(scores), len(scores.submissions), len(scores.judges)
    x, z = np.zeros((n, size)), np.zeros((n, judges))
    x[np.arange(n), scores.submission] = 1
    z[np.arange(n), scores.judge] = 1

    def parts(log_ratio):
        inverse = np.linalg.inv(np.eye(n) + math.exp(log_ratio) * z @ z.T)
        middle = x.T @ inverse @ x
        theta = np.linalg.solve(middle, x.T @ inverse @ scores.points)
        left = scores.points - x @ theta
        residual = float(left @ inverse @ left) / (n - size)
        signs = [np.linalg.slogdet(one)[1] for one in (np.linalg.inv(inverse), middle)]
        return theta, residual, sum(signs) + (n - size) * math.log(residual)

    best = minimize_scalar(lambda one: parts(one)[2], bounds=(-18, 6), method="bounded", options={"xatol": 1e-9})
    theta, residual, _deviance = parts(best.x)
    whole = np.block([[x.T @ x, x.T @ z], [z.T @ x, z.T @ z + np.eye(judges) * math.exp(-best.x)]])
    errors = np.sqrt(residual * np.diag(np.linalg.inv(whole)))
    solved = np.linalg.solve(whole, np.concatenate([x.T @ scores.points, z.T @ scores.points]))
    return theta, residual, math.exp(best.x) * residual, solved[size:], errors[:size], errors[size:]


@pytest.mark.parametrize("seed", range(6))
def test_fit_equals_a_dense_likelihood(seed):
    _truth, scores = draw(CONTEST, seed)
    theta, residual, judges, generosity, errors, judge_spread = dense(scores)

    found = fit(scores)

    assert found.residual == pytest.approx(residual, rel=1e-4)
    assert found.judge_variance == pytest.approx(judges, rel=1e-3, abs=1e-4)
    assert found.calibrated == pytest.approx(theta, abs=1e-3)
    assert found.generosity == pytest.approx(generosity, abs=1e-3)
    assert submission_errors(found) == pytest.approx(errors, rel=1e-3)
    assert judge_errors(found) == pytest.approx(judge_spread, rel=1e-3, abs=0.01)


def test_severities_are_found_again():
    rng = np.random.default_rng(5)
    severity = np.linspace(-8, 8, 20)
    worth = rng.normal(60, 10, 400)
    rows = [
        (f"J{judge}", f"S{one}", worth[one] - severity[judge] + rng.normal(0, 3))
        for one in range(400) for judge in rng.choice(20, 4, replace=False)
    ]  # fmt: skip
    found = fit(scores_of(rows))

    place = [int(name[1:]) for name in found.scores.judges]

    assert np.corrcoef(-found.generosity, severity[place])[0, 1] > 0.99
    assert math.sqrt(found.residual) == pytest.approx(3, rel=0.1)
    assert math.sqrt(found.judge_variance) == pytest.approx(severity.std(ddof=1), rel=0.15)


@pytest.mark.parametrize(
    ("contest", "contests", "least"),
    [
        (Contest(150, 20, 5), 12, -0.003),
        (Contest(150, 20, 5, 1.0, 0.3), 12, 0.05),
        (Contest(300, 30, 3, 1.0, 0.3), 8, 0.06),
        (Contest(150, 20, 5, 0.3, 0.15, groups=4, gap=0.5, across=0.15), 12, -0.003),
    ],
)
def test_calibration_helps_where_judges_differ_and_never_harms(contest, contests, least):
    gains = []
    for seed in range(contests):
        truth, scores = draw(contest, 100 + seed)
        gains.append(kendalltau(truth, fit(scores).calibrated)[0] - kendalltau(truth, scores.raw)[0])

    assert np.mean(gains) >= least


def test_z_scores_lose_where_judges_see_different_pools():
    contest = Contest(150, 20, 5, 0.8, 0.15, groups=4, gap=1.0, across=0.15)
    gains = []
    for seed in range(6):
        truth, scores = draw(contest, seed)
        gains.append(kendalltau(truth, fit(scores).calibrated)[0] - kendalltau(truth, z_scored(scores))[0])

    assert np.mean(gains) > 0.10


def test_rank_intervals_hold_as_often_as_they_promise():
    held = []
    for seed in range(16):
        truth, scores = draw(Contest(150, 20, 5, 0.5, 0.15), seed)
        ranks = draw_ranks(fit(scores), top=10, draws=1_000, seed=seed)
        place = np.argsort(np.argsort(-truth)) + 1
        held.append(((ranks.low <= place) & (place <= ranks.high)).mean())

    assert 0.87 <= np.mean(held) <= 0.95


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 10)), min_size=1, max_size=25))
def test_any_scores_have_an_answer(rows):
    sheets = {(judge, one): points for judge, one, points in rows}
    scores = scores_of([(str(judge), str(one), float(points)) for (judge, one), points in sheets.items()])

    found = fit(scores)

    assert np.isfinite(found.calibrated).all()
    assert found.ratio >= 0
    assert math.isnan(found.residual) == (len(scores) == len(scores.submissions))
    assert found.calibrated.min() >= scores.points.min() - 10


def test_generosity_moves_all_scores_but_not_the_order_of_one_panel():
    rows = [(str(judge), str(one), float(one + 3 * judge)) for judge in range(3) for one in range(5)]

    found = fit(scores_of(rows))

    assert found.calibrated == pytest.approx([3, 4, 5, 6, 7])
    assert -found.generosity == pytest.approx([3, 0, -3], abs=1e-3)
