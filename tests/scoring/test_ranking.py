"""The official result against an independent implementation."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portal.scoring.ranking import mean_of_totals, rank

SHEETS = st.dictionaries(
    st.integers(1, 30), st.lists(st.decimals(0, 100, places=2), max_size=5), min_size=1, max_size=15
)


@given(SHEETS, st.integers(1, 4))
def test_ranking_equals_a_naive_one(totals, minimum):
    means = {
        one: Fraction(sum(int(value * 100) for value in sheets), 100 * len(sheets))
        for one, sheets in totals.items()
        if len(sheets) >= minimum
    }

    for standing in rank(totals, minimum_sheets=minimum):
        mean = means.get(standing.submission)
        assert standing.mean == mean
        assert standing.sheets == len(totals[standing.submission])
        assert standing.rank == (None if mean is None else 1 + sum(other > mean for other in means.values()))
        assert standing.tied == (mean is not None and list(means.values()).count(mean) > 1)


@given(SHEETS)
def test_order_of_sheets_and_works_never_matters(totals):
    turned = {one: totals[one][::-1] for one in reversed(totals)}

    assert rank(totals, minimum_sheets=1) == rank(turned, minimum_sheets=1)


def test_equal_means_share_a_rank_and_the_next_is_skipped():
    totals = {1: [Decimal(90)], 2: [Decimal(80), Decimal(90)], 3: [Decimal(85)], 4: [Decimal(70)]}

    assert [(one.submission, one.rank, one.tied) for one in rank(totals, minimum_sheets=1)] == [
        (1, 1, False),
        (2, 2, True),
        (3, 2, True),
        (4, 4, False),
    ]


def test_a_third_is_exact():
    assert mean_of_totals([Decimal(1), Decimal(1), Decimal(2)]) == Fraction(4, 3)
    assert mean_of_totals([]) is None
