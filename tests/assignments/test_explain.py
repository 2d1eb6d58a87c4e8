"""Every pair has a reason, and so has every pair that was not made."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.assignments.assign import INFEASIBLE, assign
from portal.assignments.explain import why, why_not
from tests.assignments.cases import make_problem, pairs_of, random_problem


@pytest.fixture
def answer():
    fit = np.array([[0.9, 0.8, 0.1], [0.8, 0.7, 0.9], [0.7, 0.2, 0.3], [0.1, 0.6, 0.5], [0.95, 0.9, 0.2]])
    conflicts = np.zeros((5, 3), bool)
    conflicts[4, 0] = True
    return assign(
        make_problem(
            fit,
            1,
            low=0,
            high=1,
            conflicts=conflicts,
            houses=[0, 1, 2, 3, 4],
            homes=[1, 9, 9],
            forbidden=pairs_of((3, 2)),
            started=pairs_of((4, 1)),
        )
    )


@pytest.mark.parametrize(
    ("judge", "submission", "kind"),
    [(4, 0, "conflict"), (1, 0, "same_organisation"), (3, 2, "forbidden"), (2, 0, "lower_fit"), (1, 1, "lower_fit")],
)
def test_pair_not_made_has_its_reason(answer, judge, submission, kind):
    assert why_not(answer, judge, submission).kind == kind


def test_lower_fit_says_by_how_much_and_than_whom(answer):
    reason = why_not(answer, 2, 0)

    assert (reason.other_judge, reason.behind) == (0, pytest.approx(0.2))


def test_pair_has_its_reason(answer):
    assert why(answer, 4, 1).kind == "started"
    assert (why(answer, 0, 0).kind, why(answer, 0, 0).rank) == ("chosen", 1)


def test_judge_who_fits_better_but_is_full_is_said_to_be_full():
    answer = assign(make_problem([[0.9, 0.8], [0.1, 0.2]], 1, low=0, high=1))

    assert answer.pairs.tolist() == [[0, 0], [1, 1]]
    assert why_not(answer, 0, 1).kind == "full"


def test_colleague_is_named():
    fit = [[0.9, 0.9], [0.9, 0.9], [0.5, 0.5]]
    answer = assign(make_problem(fit, 2, houses=[7, 7, 8], distinct_organisations=True))
    left_out = next(judge for judge in (0, 1) if [judge, 0] not in answer.pairs.tolist())

    assert why_not(answer, left_out, 0).kind == "colleague"
    assert why_not(answer, left_out, 0).other_judge == 1 - left_out


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10**6))
def test_nothing_is_without_a_reason(seed):
    answer = assign(random_problem(seed))
    assume(answer.status != INFEASIBLE)
    made = {tuple(pair) for pair in answer.pairs.tolist()}

    for pair in product(*(range(count) for count in answer.problem.shape)):
        assert (why if pair in made else why_not)(answer, *pair).kind
