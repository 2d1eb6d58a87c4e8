"""Repairs change as little as can be changed, and nothing that was started."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.assignments.assign import INFEASIBLE, OPTIMAL, assign
from tests.assignments.cases import every_answer, make_problem, pairs_of, random_problem, violations


def as_set(pairs):
    return {tuple(pair) for pair in pairs.tolist()}


def tiny(seed):
    """A problem with an answer, small enough to try everything, after which a judge has dropped out."""
    problem = random_problem(seed, judges=(4, 6), submissions=(2, 5), most_needed=2)
    before = assign(problem)
    assume(before.status != INFEASIBLE)
    gone = int(before.loads.argmax())
    most = np.where(np.arange(problem.shape[0]) == gone, 0, problem.max_load)
    others = before.pairs[before.pairs[:, 0] != gone]
    return problem.changed(
        max_load=most, min_load=np.minimum(problem.min_load, most), keep=before.pairs, started=others[:1]
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_no_answer_has_fewer_changes(seed):
    problem = tiny(seed)
    kept = as_set(problem.keep)
    most_kept = max((len(kept & answer) for answer in every_answer(problem)), default=None)

    answer = assign(problem)

    if most_kept is None or answer.status == INFEASIBLE:
        assert (most_kept is None) == (answer.status == INFEASIBLE)
    else:
        assert violations(problem, answer.pairs) == []
        if answer.fewest_changes:
            assert len(kept & as_set(answer.pairs)) == most_kept
        assert answer.fewest_changes or (problem.distinct_organisations and problem.minimum_experts)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_unrelated_moves_while_there_is_slack(seed):
    problem = make_problem(np.random.default_rng(seed).random((20, 60)), 3, low=0, high=12)
    before = assign(problem)
    gone = int(before.loads.argmax())
    most = np.where(np.arange(20) == gone, 0, 12)

    after = assign(problem.changed(max_load=most, keep=before.pairs))

    lost = {pair for pair in as_set(before.pairs) if pair[0] == gone}
    assert as_set(before.pairs) - as_set(after.pairs) == lost
    assert after.status == OPTIMAL


def test_recusal_replaces_one_pair():
    problem = make_problem(np.random.default_rng(1).random((6, 12)), 2, low=0, high=5)
    before = assign(problem)
    judge, submission = before.pairs[0]
    conflicts = np.zeros((6, 12), bool)
    conflicts[judge, submission] = True

    after = assign(make_problem(problem.fit.values, 2, low=0, high=5, conflicts=conflicts, keep=before.pairs))

    assert as_set(before.pairs) - as_set(after.pairs) == {(judge, submission)}
    assert len(as_set(after.pairs) - as_set(before.pairs)) == 1


def test_late_submission_is_topped_up():
    fit = np.random.default_rng(2).random((6, 10))
    before = assign(make_problem(fit[:, :9], 2, low=0, high=5))

    after = assign(make_problem(fit, 2, low=0, high=5, keep=before.pairs))

    assert as_set(before.pairs) <= as_set(after.pairs)
    assert len(after.pairs) == len(before.pairs) + 2


def test_started_sheet_stays_even_where_another_would_have_to_move():
    # Two judges, one sheet each: the conflict of judge 1 with submission 1 needs an exchange, which `started` forbids.
    conflicts = [[0, 0], [0, 1]]
    keep = pairs_of((0, 0), (1, 1))
    problem = make_problem(np.ones((2, 2)), 1, low=0, high=1, conflicts=conflicts, keep=keep)

    assert as_set(assign(problem).pairs) == {(0, 1), (1, 0)}
    assert assign(problem.changed(started=pairs_of((0, 0)))).status == INFEASIBLE
