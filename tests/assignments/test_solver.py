"""Exactly k judges each, never a conflict, loads as even as can be."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assignments.solver import JudgeCapacity, NoSolutionError, Problem, solve


def problem(judges, submissions, k, conflicts=(), limit=None, fixed=(), seed=1):
    return Problem(
        judges=tuple(JudgeCapacity(n, limit) for n in range(judges)),
        needed=dict.fromkeys(range(100, 100 + submissions), k),
        conflicts=frozenset(conflicts),
        fixed=frozenset(fixed),
        seed=seed,
    )


@settings(deadline=None)
@given(st.integers(2, 12), st.integers(1, 20), st.integers(1, 3), st.data())
def test_assignment_keeps_every_promise_or_says_who_is_short(judges, submissions, k, data):
    pairs = [(j, s) for j in range(judges) for s in range(100, 100 + submissions)]
    conflicts = data.draw(st.sets(st.sampled_from(pairs), max_size=len(pairs) // 3))

    try:
        found = solve(problem(judges, submissions, k, conflicts)).pairs
    except NoSolutionError as error:
        short = {shortage.submission for shortage in error.shortages}
        assert short == {
            s for s in range(100, 100 + submissions) if judges - sum((j, s) in conflicts for j in range(judges)) < k
        }
        return

    assert not set(found) & conflicts
    assert set(Counter(submission for _judge, submission in found).values()) == {k}
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(("judges", "submissions", "k"), [(7, 20, 3), (11, 42, 5), (20, 150, 5)])
def test_loads_differ_by_at_most_one_without_conflicts(judges, submissions, k):
    loads = solve(problem(judges, submissions, k)).loads.values()

    assert max(loads) - min(loads) <= 1


def cheapest_spread(judges, submissions, k, conflicts):
    """The smallest possible sum of squared loads, by trying everything."""
    options = [
        [group for group in combinations(range(judges), k) if not any((j, s) in conflicts for j in group)]
        for s in range(100, 100 + submissions)
    ]
    return min(
        (
            sum(load**2 for load in Counter(j for group in choice for j in group).values())
            for choice in product(*options)
        ),
        default=None,
    )


@settings(deadline=None, max_examples=40)
@given(st.integers(3, 5), st.integers(2, 4), st.data())
def test_spread_is_the_smallest_there_is(judges, submissions, data):
    pairs = [(j, s) for j in range(judges) for s in range(100, 100 + submissions)]
    conflicts = data.draw(st.sets(st.sampled_from(pairs), max_size=4))
    best = cheapest_spread(judges, submissions, 2, conflicts)
    if best is None:
        return

    loads = solve(problem(judges, submissions, 2, conflicts)).loads.values()

    assert sum(load**2 for load in loads) == best


def test_same_seed_gives_the_same_pairs():
    assert solve(problem(9, 30, 3, seed=5)) == solve(problem(9, 30, 3, seed=5))
    assert solve(problem(9, 30, 3, seed=5)) != solve(problem(9, 30, 3, seed=6))


def test_what_stands_is_kept_and_only_gaps_are_filled():
    fixed = {(0, 100), (1, 100), (0, 101)}

    found = set(solve(problem(4, 2, 3, fixed=fixed)).pairs)

    assert fixed <= found
    assert len(found) == 6


def test_too_small_a_panel_is_told_with_its_numbers():
    with pytest.raises(NoSolutionError) as caught:
        solve(problem(8, 62, 3, limit=20))

    shortage = caught.value.shortages[0]
    assert (shortage.needed, shortage.possible, shortage.judges) == (186, 160, 8)


def test_nothing_to_assign_is_no_error():
    assert solve(problem(3, 0, 2)).pairs == ()
