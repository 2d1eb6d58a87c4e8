"""Places of works: what they are worth, how they are read and moved, what an order lacks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.orders.places import (
    MOST,
    Stage,
    arranged,
    moved,
    numbered,
    points_of,
    problems_before_finishing,
    read,
    stage_of,
)


@pytest.mark.parametrize(
    ("count", "points"),
    [
        (1, ["100"]),
        (2, ["100", "0"]),
        (4, ["100", "66.67", "33.33", "0"]),
        # 100 / 32 is 3.125: from the middle rounding goes to the even neighbour, 3.12 and 9.38.
        (33, ["100", "96.88", "93.75", "90.62"]),
    ],
)
def test_place_is_worth_its_share_of_the_way_from_last_to_first(count, points):
    assert [points_of(place, count) for place in range(1, count + 1)][: len(points)] == [Decimal(one) for one in points]


@given(st.integers(2, 400))
def test_points_fall_from_100_to_0_and_mirror_each_other(count):
    points = [points_of(place, count) for place in range(1, count + 1)]

    assert (points[0], points[-1]) == (100, 0)
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == count
    assert {one + other for one, other in zip(points, reversed(points), strict=True)} <= {
        Decimal("99.99"), Decimal(100), Decimal("100.01")
    }  # fmt: skip


def test_typed_places_are_whole_numbers_or_nothing():
    typed = read({1: " 2 ", 2: "", 3: "0", 4: "1.5", 5: "x", 6: str(MOST + 1), 7: "²"})

    assert typed.places == {1: 2, 2: None}
    assert set(typed.problems) == {3, 4, 5, 6, 7}
    assert str(typed.problems[3]) == "Enter a whole number from 1 to 999"
    assert typed.words[5] == "x"


def test_works_stand_by_their_places_and_those_without_one_last():
    assert arranged([5, 6, 7, 8], {5: None, 6: 9, 7: 2, 8: 9}) == (7, 6, 8, 5)
    assert numbered((7, 6)) == {7: 1, 6: 2}


@pytest.mark.parametrize(
    ("work", "steps", "order"), [(2, -1, (2, 1, 3)), (2, 1, (1, 3, 2)), (1, -1, (1, 2, 3)), (3, 1, (1, 2, 3))]
)
def test_work_moves_one_place_and_stays_at_the_edge(work, steps, order):
    assert moved((1, 2, 3), work, steps) == order


def test_every_work_needs_a_place_of_its_own_and_gaps_are_fine():
    found = problems_before_finishing([1, 2, 3, 4], {1: 3, 2: 3, 3: None, 4: 9})

    assert {work: str(text) for work, text in found.items()} == {
        1: "Place 3 is given more than once: give each work its own",
        2: "Place 3 is given more than once: give each work its own",
        3: "Give this work a place",
    }
    assert problems_before_finishing([1, 2], {1: 7, 2: 4}) == {}


@pytest.mark.parametrize(
    ("finished", "works", "stage"), [(0, 3, Stage.OPEN), (3, 3, Stage.FINISHED), (3, 4, Stage.WAITING)]
)
def test_stage_follows_the_sheets(finished, works, stage):
    assert stage_of(finished, works) is stage
