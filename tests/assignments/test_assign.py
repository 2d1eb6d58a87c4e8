"""Every limit is kept, the total is the linear programme's, and the same problem gives the same answer."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.assignments.assign import INFEASIBLE, OPTIMAL, assign
from portal.assignments.flow import best_total
from portal.assignments.ground import lay_ground
from portal.assignments.problem import fair_range, limits
from tests.assignments.cases import LinearProgramme, make_problem, may_be_made, pairs_of, random_problem, violations

seeds = st.integers(0, 10**6)


@settings(deadline=None, max_examples=80)
@given(seeds, st.sampled_from(["total", "worst_first"]), st.booleans())
def test_no_limit_is_ever_broken(seed, fairness, connected):
    problem = random_problem(seed, fairness=fairness, require_connected=connected)

    answer = assign(problem)

    if answer.status != INFEASIBLE:
        assert violations(problem, answer.pairs) == []


@settings(deadline=None, max_examples=80)
@given(seeds)
# Organisations and experts that cross: half a judge here and there would give more.
@example(686)
def test_total_is_that_of_the_linear_programme(seed):
    problem = random_problem(seed)
    best = LinearProgramme(problem).best_total()

    answer = assign(problem)

    if best is None:
        # Minimum loads are soft: they alone never make an assignment impossible.
        softer = problem.changed(min_load=np.zeros(problem.shape[0], np.int64))
        assert (answer.status == INFEASIBLE) == (LinearProgramme(softer).best_total() is None)
    else:
        crossing = problem.distinct_organisations and problem.minimum_experts
        assert answer.status == OPTIMAL or crossing
        assert not len(answer.below_minimum) or crossing
        assert answer.fits.sum() <= best + 1e-6
        if answer.status == OPTIMAL:
            assert answer.fits.sum() == pytest.approx(best, abs=1e-4)


def test_pairs_left_out_of_the_network_cost_nothing():
    chance = np.random.default_rng(3)
    # Everybody's best judges are the same fifty, who can take a small part: the good choices lie far down the list.
    fit = 0.3 * chance.random((200, 1100))
    fit[:50] += 0.6
    problem = make_problem(fit, 2, low=0, high=11, conflicts=chance.random(fit.shape) < 0.1)

    answer = best_total(lay_ground(problem))

    assert answer.rounds > 1, "the first choice of candidates was to be too narrow"
    assert answer.proven
    total = problem.fit.at(answer.pairs[:, 0], answer.pairs[:, 1]).sum()
    assert total == pytest.approx(LinearProgramme(problem).best_total(), abs=1e-4)


@settings(deadline=None, max_examples=60)
@given(st.integers(4, 30), st.integers(20, 60), st.integers(1, 3), seeds)
def test_without_stated_limits_loads_are_within_a_fifth_of_the_mean(judges, submissions, k, seed):
    problem = make_problem(np.random.default_rng(seed).random((judges, submissions)), k)

    loads = assign(problem).loads

    low, high = fair_range(problem.sheets, judges)
    assert low <= loads.min()
    assert loads.max() <= high
    assert low >= int(0.8 * problem.sheets / judges)
    assert high <= -(-6 * problem.sheets // (5 * judges))


def test_default_loads_give_way_when_conflicts_leave_no_choice():
    conflicts = np.zeros((4, 12), bool)
    conflicts[1:, :10] = True

    answer = assign(make_problem(np.ones((4, 12)), 1, conflicts=conflicts))

    assert answer.status == OPTIMAL
    assert answer.loads[0] >= 10


def test_minimum_that_cannot_be_met_is_met_as_far_as_can_be_and_told():
    conflicts = np.zeros((3, 6), bool)
    conflicts[2, 1:] = True

    answer = assign(make_problem(np.ones((3, 6)), 1, low=[0, 0, 4], high=6, conflicts=conflicts))

    assert answer.below_minimum.tolist() == [2]
    assert answer.loads[2] == 1


def test_same_problem_gives_the_same_answer_and_seeds_decide_between_equals():
    problem = make_problem(np.full((9, 30), 0.5), 3, fairness="worst_first")

    first, again, other = assign(problem), assign(problem), assign(problem.changed(seed=2))

    assert first.pairs.tolist() == again.pairs.tolist()
    assert first.pairs.tolist() != other.pairs.tolist()


def test_answer_of_old_is_the_answer_of_today():
    # Equal fits leave the choice to the seed: a change here is a change of what published seeds lead to.
    answer = assign(make_problem(np.full((4, 4), 0.5), 2, seed=11))

    assert answer.pairs.tolist() == GOLDEN


GOLDEN = [[2, 0], [3, 0], [2, 1], [3, 1], [0, 2], [1, 2], [0, 3], [1, 3]]


def test_fixed_pairs_are_kept_and_counted():
    problem = make_problem(np.ones((4, 3)), 2, high=2, fixed=pairs_of((0, 0), (0, 1)), started=pairs_of((1, 0)))

    answer = assign(problem)

    assert violations(problem, answer.pairs) == []
    assert answer.loads[0] == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"conflicts": [[1, 0], [0, 0], [0, 0]]}, "conflict"),
        ({"forbidden": pairs_of((0, 0))}, "forbidden"),
        ({"houses": [0, 1, 2], "homes": [0, 3]}, "same_organisation"),
        ({"high": 0}, "max_load"),
        ({"needed": [1, 1], "fixed": pairs_of((0, 0), (1, 0))}, "judges_needed"),
        (
            {"houses": [0, 0, 1], "fixed": pairs_of((0, 0), (1, 0)), "distinct_organisations": True},
            "distinct_organisations",
        ),
    ],
)
def test_fixed_pair_against_a_limit_is_told_and_taking_it_out_helps(changes, reason):
    options = {"needed": [2, 2], "fixed": pairs_of((0, 0))} | changes
    problem = make_problem(np.ones((3, 2)), options.pop("needed"), **options)

    answer = assign(problem)

    assert answer.status == INFEASIBLE
    assert [found.reason for found in answer.contradictions] == [reason]


@pytest.mark.parametrize(("judges", "submissions"), [(3, 0), (1, 1)])
def test_smallest_problems_have_answers(judges, submissions):
    answer = assign(make_problem(np.ones((judges, submissions)), 1))

    assert (answer.status, len(answer.pairs)) == (OPTIMAL, submissions)


def test_without_judges_nothing_can_be_assigned():
    answer = assign(make_problem(np.ones((0, 2)), 1))

    assert answer.status == INFEASIBLE
    assert [way.kind for way in answer.relaxations] == ["add_judges"]


def test_cases_know_what_must_not_be_made():
    problem = make_problem(np.ones((2, 2)), 1, conflicts=[[1, 0], [0, 0]], houses=[0, 1], homes=[5, 1])

    assert may_be_made(problem).tolist() == [[False, True], [True, False]]
    assert limits(problem).most.tolist() == [2, 2]
