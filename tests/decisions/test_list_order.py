"""The order of a list after changes, and what two lists say differently."""

from hypothesis import given
from hypothesis import strategies as st

from portal.decisions.differences import Difference, Place, differences
from portal.decisions.list_order import Placed, arranged

LISTED = [Placed(1, 1, 1), Placed(2, 2, 2), Placed(3, 2, 2), Placed(4, 4, 5)]


def test_who_shared_a_rank_shares_it_still_and_gaps_close():
    assert arranged(LISTED, {}) == [(1, 1), (2, 2), (3, 2), (4, 4)]
    assert arranged(LISTED[1:], {}) == [(2, 1), (3, 1), (4, 3)]


def test_new_work_goes_where_its_points_put_it_and_without_a_result_to_the_end():
    added = [*LISTED, Placed(5, None, 4), Placed(6, None, None), Placed(7, None, 2)]

    assert arranged(added, {}) == [(1, 1), (2, 2), (3, 2), (7, 2), (5, 5), (4, 6), (6, 7)]


def test_moved_work_stands_alone_at_its_place():
    assert arranged(LISTED, {4: 1}) == [(4, 1), (1, 2), (2, 3), (3, 3)]
    assert arranged(LISTED, {1: 4}) == [(2, 1), (3, 1), (4, 3), (1, 4)]
    assert arranged(LISTED, {9: 1}) == arranged(LISTED, {})


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.dictionaries(st.integers(0, 7), st.integers(1, 8)))
def test_every_work_is_listed_once_and_ranks_count_who_stands_before(ranks, moved):
    found = arranged([Placed(n, rank, rank) for n, rank in enumerate(ranks)], moved)

    assert sorted(one for one, _rank in found) == list(range(len(ranks)))
    assert all(rank == 1 + sum(other < rank for _one, other in found) for _work, rank in found)


def test_differences_are_who_came_who_went_and_who_changed_places():
    earlier = {1: Place(1, 1), 2: Place(1, 2), 3: Place(1, 3), 5: Place(2, 1)}
    now = {2: Place(1, 2), 3: Place(1, 1), 4: Place(1, 3), 5: Place(2, 1)}

    assert differences(earlier, now) == [
        Difference(1, Place(1, 1), None),
        Difference(3, Place(1, 3), Place(1, 1)),
        Difference(2, Place(1, 2), Place(1, 2)),
        Difference(4, None, Place(1, 3)),
    ]


def test_who_moves_up_because_another_left_has_not_changed_places():
    assert differences({1: Place(1, 1), 2: Place(1, 2)}, {2: Place(1, 1)}) == [Difference(1, Place(1, 1), None)]
