"""Prizes within the caps."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portal.decisions.prizes import Candidate, Level, check_caps, money_total, propose_prizes

LEVELS = [Level("first", 1, 200, 1), Level("second", 2, 150, None), Level("third", 3, 100, None)]
CANDIDATES = st.lists(st.tuples(st.integers(1, 4), st.integers(80, 100)), max_size=40).map(
    lambda rows: [Candidate(n, category, Fraction(mean)) for n, (category, mean) in enumerate(rows)]
)


@given(CANDIDATES, st.integers(1, 30), st.integers(1, 8))
def test_proposal_never_exceeds_a_cap_and_never_honours_the_lower_above_the_higher(candidates, total, cap):
    caps = dict.fromkeys(range(1, 5), cap)

    given_prizes = propose_prizes(candidates, LEVELS, category_caps=caps, total_cap=total)

    category_of = {one.submission: one.category for one in candidates}
    assert check_caps(given_prizes, category_of, LEVELS, category_caps=caps, total_cap=total) == []
    ranks = {level.code: level.rank for level in LEVELS}
    for one in candidates:
        for other in candidates:
            if one.category == other.category and one.mean > other.mean and other.submission in given_prizes:
                assert ranks[given_prizes[one.submission]] <= ranks[given_prizes[other.submission]]


def test_tied_works_never_take_the_only_first_prize_from_each_other():
    tied = [Candidate(1, 1, Fraction(95)), Candidate(2, 1, Fraction(95))]

    assert set(propose_prizes(tied, LEVELS, category_caps={1: 9}, total_cap=9).values()) == {"second", "third"} or (
        propose_prizes(tied, LEVELS, category_caps={1: 9}, total_cap=9)[1]
        == propose_prizes(tied, LEVELS, category_caps={1: 9}, total_cap=9)[2]
    )


def test_every_breach_is_named_and_only_the_category_is_soft():
    given_prizes = {1: "first", 2: "first", 3: "second"}

    breaches = check_caps(given_prizes, {1: 1, 2: 1, 3: 1}, LEVELS, category_caps={1: 2}, total_cap=2)

    assert [(one.kind, one.is_soft) for one in breaches] == [("total", False), ("level", False), ("category", True)]
    assert money_total(given_prizes, LEVELS) == 550
