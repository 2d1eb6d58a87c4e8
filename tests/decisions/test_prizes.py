"""Prizes within the caps."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portal.decisions.prizes import Candidate, Level, check_caps, money_total, propose_prizes

LEVELS = [Level("first", 1, 200, 1), Level("second", 2, 150, None), Level("third", 3, 100, None)]
# Ranks at random: the council may have moved works away from the order of their means.
CANDIDATES = st.lists(st.tuples(st.integers(1, 4), st.integers(80, 100), st.integers(1, 12)), max_size=40).map(
    lambda rows: [Candidate(n, category, Fraction(mean), rank) for n, (category, mean, rank) in enumerate(rows)]
)
ROOM = {"category_caps": {1: 9, 2: 9}, "total_cap": 9}


@given(CANDIDATES, st.integers(1, 30), st.integers(1, 8))
def test_proposal_exceeds_no_cap_honours_by_rank_and_parts_no_tie(candidates, total, cap):
    caps = dict.fromkeys(range(1, 5), cap)

    given_prizes = propose_prizes(candidates, LEVELS, category_caps=caps, total_cap=total)

    category_of = {one.submission: one.category for one in candidates}
    assert check_caps(given_prizes, category_of, LEVELS, category_caps=caps, total_cap=total) == []
    ranks = {None: 9, **{level.code: level.rank for level in LEVELS}}
    place = {one.submission: ranks[given_prizes.get(one.submission)] for one in candidates}
    for one in candidates:
        for other in candidates:
            if one.category == other.category and one.rank < other.rank:
                assert place[one.submission] <= place[other.submission]
            if (one.category, one.rank, one.mean) == (other.category, other.rank, other.mean):
                assert place[one.submission] == place[other.submission]


def test_work_that_the_council_moved_up_comes_first():
    moved = [Candidate(1, 1, Fraction(95), 2), Candidate(2, 1, Fraction(80), 1), Candidate(3, 1, Fraction(70), 3)]

    assert propose_prizes(moved, LEVELS, **ROOM) == {2: "first", 1: "second", 3: "third"}


def test_tied_works_never_take_the_only_first_prize_from_each_other():
    tied = [Candidate(1, 1, Fraction(95), 1), Candidate(2, 1, Fraction(95), 1)]

    assert propose_prizes(tied, LEVELS, **ROOM) == {1: "third", 2: "third"}


def test_works_tied_at_a_cap_are_left_for_people_to_decide():
    tied = [Candidate(1, 1, Fraction(95), 1), Candidate(2, 1, Fraction(90), 2), Candidate(3, 1, Fraction(90), 2)]
    others = [Candidate(4, 2, Fraction(91), 1), Candidate(5, 2, Fraction(89), 2)]

    assert propose_prizes(tied, LEVELS, category_caps={1: 2}, total_cap=9) == {1: "first"}
    assert set(propose_prizes([*tied, *others], LEVELS, category_caps={1: 9, 2: 9}, total_cap=3)) == {1, 4}


def test_every_breach_is_named_and_only_the_category_is_soft():
    given_prizes = {1: "first", 2: "first", 3: "second"}

    breaches = check_caps(given_prizes, {1: 1, 2: 1, 3: 1}, LEVELS, category_caps={1: 2}, total_cap=2)

    assert [(one.kind, one.is_soft) for one in breaches] == [("total", False), ("level", False), ("category", True)]
    assert money_total(given_prizes, LEVELS) == 550
