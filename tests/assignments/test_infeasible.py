"""When it cannot be done: which limits clash, with numbers, and changes of which each alone makes it possible."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assignments.answer_text import explanation
from portal.assignments.assign import INFEASIBLE, assign
from portal.assignments.relaxations import apply_relaxation
from tests.assignments.cases import LinearProgramme, make_problem, random_problem, violations


def impossible(seed):
    """A random problem whose limits are pulled tight until nothing fits."""
    problem = random_problem(seed, submissions=(4, 30))
    while assign(problem).status != INFEASIBLE:
        problem = problem.changed(
            max_load=np.maximum(0, problem.max_load - 1), min_load=np.zeros_like(problem.min_load)
        )
    return problem


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_every_way_out_is_one(seed):
    problem = impossible(seed)

    answer = assign(problem)

    assert answer.clashes
    assert answer.relaxations
    for way in answer.relaxations:
        changed = apply_relaxation(problem, way)
        again = assign(changed)
        assert again.status != INFEASIBLE, way
        assert violations(changed, again.pairs) == []


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_numbers_of_a_clash_add_up(seed):
    problem = impossible(seed)

    for clash in assign(problem).clashes:
        some, judges = list(clash.submissions), list(clash.judges)
        assert clash.needed == problem.needed[some].sum()
        assert clash.room == problem.max_load[judges].sum()
        assert clash.needed - clash.room - clash.elsewhere == clash.missing > 0
        alone = problem.changed(
            needed=np.where(np.isin(np.arange(problem.shape[1]), some), problem.needed, 0),
            min_load=np.zeros_like(problem.min_load),
        )
        assert LinearProgramme(alone).best_total() is None, "the clash alone is impossible already"


def test_panel_too_small_is_told_as_people_would():
    problem = make_problem(np.ones((8, 62)), 3, high=20, categories=("5",) * 62)

    answer = assign(problem)

    assert explanation(answer) == [
        "Category 5 (62 submissions) needs 186 sheets; 8 judges × 20 allow 160: 26 short.",
        "Ways out, each enough alone: raise the limit of 8 judges from 20 to 24 (j0, j1, j2, j3, j4 and 3 more); "
        "or lower the judges needed for 62 submissions from 3 to 2 (s0, s1, s2, s3, s4 and 57 more); "
        "or add 2 judges without conflicts, for up to 20 submissions each.",
    ]


def test_only_the_submissions_that_clash_are_named():
    conflicts = np.zeros((6, 20), bool)
    conflicts[2:, :4] = True

    clash, *others = assign(make_problem(np.ones((6, 20)), 2, high=[3, 3, 20, 20, 20, 20], conflicts=conflicts)).clashes

    assert others == []
    assert set(clash.submissions) == {0, 1, 2, 3}
    assert set(clash.judges) == {0, 1}
    assert (clash.needed, clash.room, clash.elsewhere, clash.missing) == (8, 6, 0, 2)


def test_panels_that_have_nothing_to_do_with_each_other_are_told_apart():
    conflicts = np.ones((6, 12), bool)
    conflicts[:3, :6] = conflicts[3:, 6:] = False

    clashes = assign(make_problem(np.ones((6, 12)), 3, high=[5, 5, 5, 4, 4, 4], conflicts=conflicts)).clashes

    assert sorted((set(clash.judges), clash.missing) for clash in clashes) == [({0, 1, 2}, 3), ({3, 4, 5}, 6)]


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("forbid_same_organisation", {"houses": [1, 1, 2], "homes": [1, 9], "high": 9}),
        ("distinct_organisations", {"houses": [1, 1, 1], "distinct_organisations": True, "high": 9}),
    ],
)
def test_rule_that_is_in_the_way_may_be_lifted(rule, options):
    answer = assign(make_problem(np.ones((3, 2)), 2, **options))

    assert rule in [way.kind for way in answer.relaxations]


def test_conflicts_are_never_offered_to_be_lifted():
    answer = assign(make_problem(np.ones((3, 2)), 3, conflicts=[[1, 0], [0, 0], [0, 0]]))

    assert {way.kind for way in answer.relaxations} == {"judges_needed", "add_judges"}
    assert (
        "Submission s0 needs 3 sheets; the judges, by conflicts, organisations and one sheet each, allow 2"
        in (explanation(answer)[0])
    )
