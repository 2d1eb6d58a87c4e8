"""What is expected of plans, against known truth: seeds are fixed, and tolerances are stated in each test."""

from itertools import pairwise

import numpy as np
import pytest

from portal.calibration.simulation import Habits
from portal.planner.assumptions import HABITS, Strictness
from portal.planner.outlook import expected, solve
from portal.planner.plans import Contest, Plan, alternatives

AWARD = Contest(submissions=150, judges=20, prizes=10)
MODERATE = HABITS[Strictness.MODERATE]


@pytest.fixture(scope="module")
def moderate():
    plans = [Plan(3), Plan(4), Plan(5), Plan(7), Plan(9), Plan(3, 4, 40)]
    return dict(zip(plans, expected(AWARD, plans, MODERATE, contests=200), strict=True))


def test_two_stages_find_more_of_the_best_than_one_stage_of_as_many_sheets(moderate):
    """150 × 20, moderate: an independent simulation gave .643 and .712; two errors of 200 contests are about .02."""
    single, staged = moderate[Plan(4)], moderate[Plan(3, 4, 40)]

    assert Plan(3, 4, 40).sheets(150) <= 620
    assert staged.calibrated_winners.value >= 0.70
    assert single.calibrated_winners.value == pytest.approx(0.643, abs=0.02)
    assert staged.calibrated_winners.value - single.calibrated_winners.value >= 0.05
    assert staged.winners.value - single.winners.value >= 0.05


@pytest.mark.parametrize(("sheets", "tau"), [(3, 0.682), (4, 0.713), (5, 0.748), (7, 0.777), (9, 0.805)])
def test_order_comes_nearer_to_the_truth_with_more_judges(moderate, sheets, tau):
    """Three errors of 40 contests are about .012."""
    assert moderate[Plan(sheets)].calibrated_tau.value == pytest.approx(tau, abs=0.012)


def test_calibrated_order_is_no_worse_than_the_plain_one(moderate):
    for one in moderate.values():
        assert one.calibrated_tau.value >= one.tau.value
        assert one.calibrated_winners.value >= one.winners.value


@pytest.mark.parametrize(
    ("strictness", "tolerance"), [(Strictness.NONE, 0.01), (Strictness.MODERATE, 0.012), (Strictness.STRONG, 0.03)]
)
def test_reliability_follows_spearman_and_brown(strictness, tolerance):
    """The formula holds for independent errors; slopes of judges and the ends of the scale bend it."""
    plans = [Plan(k) for k in range(1, 8)]

    found = [one.reliability.value for one in expected(AWARD, plans, HABITS[strictness], contests=100)]

    for k, value in enumerate(found, start=1):
        assert value == pytest.approx(k * found[0] / (1 + (k - 1) * found[0]), abs=tolerance)


def test_reliability_is_the_one_that_the_variances_give():
    """Half of a sheet's variance is true: 1 / (1 + 1) for one sheet and 3 / 4 for three, to .015."""
    single, three = expected(AWARD, [Plan(1), Plan(3)], Habits(severity=0.6, noise=0.64), contests=100)

    assert single.reliability.value == pytest.approx(0.5, abs=0.015)
    assert three.reliability.value == pytest.approx(0.75, abs=0.015)


@pytest.mark.parametrize("contest", [Contest(60, 8, 5), Contest(200, 30, 20), Contest(30, 5, 1)])
def test_more_judges_are_never_much_worse(contest):
    plans = [plan for plan in alternatives(contest) if not plan.staged]

    found = expected(contest, plans, HABITS[Strictness.STRONG], contests=60)

    for fewer, more in pairwise(found):
        assert more.reliability.value >= fewer.reliability.value
        assert more.tau.value >= fewer.tau.value - 0.01
        assert more.winners.value >= fewer.winners.value - 0.03


def test_second_stage_keeps_less_of_the_best_the_narrower_it_is(moderate):
    wide, narrow = expected(AWARD, [Plan(3, 4, 60), Plan(3, 4, 20)], MODERATE, contests=60)

    assert wide.kept.value > moderate[Plan(3, 4, 40)].kept.value > narrow.kept.value
    assert moderate[Plan(3)].kept.value == 1
    assert wide.first_reliability.value < wide.reliability.value


def test_same_question_gets_the_same_answer_and_other_seeds_agree_within_their_errors():
    plans = [Plan(3), Plan(2, 2, 30)]

    first, again, other = (expected(AWARD, plans, MODERATE, contests=60, seed=seed) for seed in (1, 1, 2))

    assert first == again
    for one, two in zip(first, other, strict=True):
        assert one.winners.value != two.winners.value
        assert abs(one.winners.value - two.winners.value) < 4 * (one.winners.error + two.winners.error)


def test_many_judges_are_solved_to_the_same_answer():
    """Above a hundred judges the equations are solved step by step."""
    rng = np.random.default_rng(3)
    judge = np.array([rng.choice(120, 3, replace=False) for _work in range(400)])
    shared = np.zeros((120, 120))
    for panel in judge:
        shared[np.ix_(panel, panel)] += 1 / 3
    system = np.diag(np.bincount(judge.ravel(), minlength=120) + 2.0) - shared
    right_side = rng.normal(size=120)

    stepwise, whole = solve(system, right_side), solve(system, right_side, few=200)

    assert np.allclose(stepwise, whole, rtol=0, atol=1e-5 * np.abs(whole).max())
    assert np.array_equal(np.argsort(stepwise), np.argsort(whole))
    assert np.allclose(system @ whole, right_side)


def test_contest_that_tells_nothing_has_no_reliability():
    """Two works and one prize may all get the same points: figures stay figures."""
    (one,) = expected(Contest(2, 2, 1), [Plan(1)], Habits(noise=1e-9), contests=12)

    assert 0 <= one.reliability.value <= 1
    assert 0 <= one.winners.value <= 1
