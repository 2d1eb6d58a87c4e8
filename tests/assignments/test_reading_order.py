"""The order in which judges read: everything once, the same again from a seed, and fair to every work."""

from random import Random
from statistics import fmean, pstdev

from portal.assignments.reading_order import reading_orders


def pairs_of(works, judges, sheets, seed):
    rng = Random(seed)
    return [(judge, work) for work in range(works) for judge in rng.sample(range(judges), sheets)]


def mean_places(orders):
    """For each work the mean of its places, from 0 (read first by all) to 1."""
    places = {}
    for works in orders.values():
        for place, one in enumerate(works):
            places.setdefault(one, []).append((place + 0.5) / len(works))
    return [fmean(listed) for listed in places.values()]


def test_every_judge_reads_every_own_work_once():
    pairs = pairs_of(60, 12, 4, 1)

    orders = reading_orders(pairs, 7)

    assert sorted((judge, one) for judge, works in orders.items() for one in works) == sorted(pairs)
    assert reading_orders(pairs, 7) == orders
    assert reading_orders(pairs, 8) != orders


def test_places_even_out_over_the_judges_of_a_work():
    ours, chance = [], []
    for seed in range(20):
        pairs = pairs_of(60, 12, 4, seed)
        orders = reading_orders(pairs, seed)
        ours.append(pstdev(mean_places(orders)))
        rng = Random(seed)
        chance.append(pstdev(mean_places({judge: rng.sample(works, len(works)) for judge, works in orders.items()})))

    assert fmean(ours) < 0.7 * fmean(chance)


def test_first_place_is_still_a_matter_of_chance():
    firsts = {reading_orders([(0, work) for work in range(6)], seed)[0][0] for seed in range(60)}

    assert firsts == set(range(6))


def test_late_pairs_are_read_in_the_second_half_and_move_nobody_else_out():
    late = frozenset((judge, work) for judge in range(12) for work in (3, 4))
    pairs = sorted({*pairs_of(60, 12, 4, 1), *late})

    orders = reading_orders(pairs, 7, late)

    assert sorted((judge, one) for judge, works in orders.items() for one in works) == sorted(pairs)
    assert [works.index(one) >= len(works) // 2 for works in orders.values() for one in (3, 4)] == [True] * 24
    assert len({works.index(3) / len(works) for works in orders.values()}) > 6


def test_late_pairs_that_are_more_than_half_fill_the_second_half():
    orders = reading_orders([(0, work) for work in range(5)], 1, frozenset((0, work) for work in range(4)))

    assert orders[0].index(4) < 2
