"""Where works were adopted: works by places, with their sums."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """A table of works (by number) and places (by code), the most adopted first."""

    works: tuple[str, ...]
    places: tuple[str, ...]
    counts: Counter[tuple[str, str]]
    by_work: Counter[str]
    by_place: Counter[str]

    @property
    def total(self) -> int:
        return self.by_work.total()


def spread_of(adoptions: Iterable[tuple[str, str]]) -> Spread:
    """The table of adoptions given as work and place; equal sums stand in the order of their names."""
    counts = Counter(adoptions)
    by_work, by_place = Counter[str](), Counter[str]()
    for (work, place), count in counts.items():
        by_work[work] += count
        by_place[place] += count
    return Spread(_ordered(by_work), _ordered(by_place), counts, by_work, by_place)


def _ordered(sums: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(sums, key=lambda key: (-sums[key], key)))
