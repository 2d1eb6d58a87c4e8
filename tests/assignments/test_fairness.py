"""The worst-served submission is raised, within all limits, near to what no assignment can exceed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.assignments.assign import INFEASIBLE, assign
from tests.assignments.cases import LinearProgramme, every_answer, make_problem, random_problem


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_worst_served_is_never_worse_than_after_the_best_total(seed):
    problem = random_problem(seed)
    total = assign(problem)
    assume(total.status != INFEASIBLE)

    fair = assign(problem.changed(fairness="worst_first"))

    assert fair.means.min() >= total.means.min() - 1e-9
    assert fair.means.min() <= fair.bound_on_worst + 1e-9
    assert len(fair.below_minimum) <= len(total.below_minimum)


def hard_instance(seed):
    """Judges and submissions of very different strength, and exact loads: the best total serves some badly."""
    chance = np.random.default_rng(seed)
    topics = chance.dirichlet(np.full(12, 0.2), 60), chance.dirichlet(np.full(12, 0.2), 40)
    fit = np.sqrt(topics[0]) @ np.sqrt(topics[1]).T * chance.uniform(0.6, 1, (60, 40))
    fit *= chance.beta(0.8, 0.8, (60, 1)) * chance.uniform(0.55, 1.45, (1, 40))
    return make_problem(np.clip(fit, 0, 1), 3, low=2, high=2, fairness="worst_first")


@pytest.mark.parametrize("seed", range(6))
def test_worst_served_comes_near_the_bound_of_the_linear_programme(seed):
    problem = hard_instance(seed)

    fair = assign(problem)

    assert fair.means.min() >= 0.8 * LinearProgramme(problem).best_worst()
    assert set(fair.loads.tolist()) == {2}


def test_worst_of_tiny_problems_is_mostly_the_best_there_is():
    found = {"best": 0, "all": 0}
    for seed in range(60):
        problem = random_problem(seed, judges=(4, 5), submissions=(2, 5), most_needed=2, fairness="worst_first")
        answer = assign(problem.changed(min_load=np.zeros_like(problem.min_load)))
        if answer.status != INFEASIBLE:
            best = max(worst_of(problem, pairs) for pairs in every_answer(problem))
            found["all"] += 1
            found["best"] += answer.means.min() >= best - 1e-9

    assert found["all"] >= 20
    assert found["best"] >= 0.8 * found["all"]


def worst_of(problem, pairs):
    means = [
        [problem.fit.values[judge, one] for judge, one in pairs if one == each] for each in range(problem.shape[1])
    ]
    return min(sum(some) / len(some) for some in means)


def test_exchange_that_helps_the_worst_is_found():
    fit = np.array([[1.0, 0.5], [0.5, 0.0]])

    total, fair = (assign(make_problem(fit, 1, low=1, high=1, fairness=way)) for way in ("total", "worst_first"))

    assert {tuple(pair) for pair in product(range(2), range(2))} >= {tuple(pair) for pair in fair.pairs.tolist()}
    assert (total.means.min(), fair.means.min()) in {(0.0, 0.5), (0.5, 0.5)}
