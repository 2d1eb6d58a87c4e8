"""What two lists say differently, work by work."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a work stands on a list, and with which prize."""

    category: int
    rank: int
    prize: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A work that only one of two lists names, or that stands elsewhere; `moved` only where nobody came or went."""

    submission: int
    before: Place | None
    now: Place | None


def differences(before: Mapping[int, Place], now: Mapping[int, Place]) -> list[Difference]:
    """Who came, who went, and who changed places among those that both lists name, by category and rank.

    A work that merely moves up because another left has not changed its place.
    """
    both = before.keys() & now.keys()
    ranks_before, ranks_now = _among(before, both), _among(now, both)
    found = [
        Difference(one, before.get(one), now.get(one))
        for one in before.keys() | now.keys()
        if one not in both or ranks_before[one] != ranks_now[one] or before[one].prize != now[one].prize
    ]
    return sorted(found, key=_order)


def _among(places: Mapping[int, Place], chosen: set[int]) -> dict[int, int]:
    ranks: dict[int, list[int]] = {}
    for one in chosen:
        ranks.setdefault(places[one].category, []).append(places[one].rank)
    return {one: 1 + sum(rank < places[one].rank for rank in ranks[places[one].category]) for one in chosen}


def _order(one: Difference) -> tuple[int, int, int]:
    place = one.now or one.before
    return (place.category, place.rank, one.submission) if place else (0, 0, one.submission)
