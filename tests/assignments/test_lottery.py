"""Draws keep every limit and every pair's probability below the cap, and can be repeated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assignments.assign import INFEASIBLE, assign
from portal.assignments.ground import lay_ground
from portal.assignments.lottery import UNITS, draw
from tests.assignments.cases import make_problem, random_problem, violations


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from([0.3, 0.5, 0.75, 1]))
def test_draw_keeps_every_limit(seed, cap):
    problem = random_problem(seed, pair_probability_cap=cap)

    answer = assign(problem)

    if answer.status != INFEASIBLE:
        assert violations(problem, answer.pairs) == []
        assert answer.probabilities.max() <= cap


def test_pairs_come_as_often_as_their_probability_says():
    chance = np.random.default_rng(4)
    problem = make_problem(chance.random((6, 5)), 2, low=1, high=3, pair_probability_cap=0.5)
    counts, draws = np.zeros((6, 5)), 400
    for seed in range(draws):
        answer = assign(problem.changed(seed=seed))
        counts[answer.pairs[:, 0], answer.pairs[:, 1]] += 1

    # 400 throws of 1/2 lie within 0.1 of it but for one in ten thousand times; the seeds are the same every time.
    assert (counts / draws).max() <= 0.5 + 0.1
    assert len(np.flatnonzero(counts)) > problem.sheets


def test_same_seed_draws_the_same_and_cap_of_one_is_the_best_total():
    problem = make_problem(np.random.default_rng(5).random((8, 20)), 3, pair_probability_cap=0.5)

    assert assign(problem).pairs.tolist() == assign(problem).pairs.tolist()
    sure = draw(lay_ground(problem), 1.0)
    assert sure.expected_fit == pytest.approx(assign(problem.changed(pair_probability_cap=None)).fits.sum())
    assert UNITS == 64


def test_cap_that_is_too_low_is_told_with_one_that_works():
    problem = make_problem(np.ones((4, 6)), 3, pair_probability_cap=0.5)

    answer = assign(problem)

    assert answer.status == INFEASIBLE
    (way,) = answer.relaxations
    assert assign(problem.changed(pair_probability_cap=way.details["to"])).status != INFEASIBLE
