"""An order of works as places: what a place is worth, what was typed, and what is still missing.

Works are whatever numbers stand for them; place 1 is the best.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

MOST = 999
"""The highest number that can be typed; gaps are closed when the order is finished."""


class Stage(StrEnum):
    """Open → finished; waiting when works came after it was finished, until it is taken up again."""

    OPEN = "open"
    FINISHED = "finished"
    WAITING = "waiting"


def stage_of(finished: int, works: int) -> Stage:
    """The stage of an order by its sheets: they are finished, and opened again, all together."""
    if not finished:
        return Stage.OPEN
    return Stage.FINISHED if finished == works else Stage.WAITING


def points_of(place: int, count: int) -> Decimal:
    """What place p of n is worth: 100 × (n − p) ÷ (n − 1), rounded half to even hundredths; a single work gets 100."""
    if count == 1:
        return Decimal(100)
    # Rounding a fraction is exact, and goes to the even neighbour from the middle.
    return Decimal(round(Fraction(10_000 * (count - place), count - 1))) / 100


@dataclass(frozen=True, slots=True)
class Typed:
    """The words as typed, the places that make sense (None where nothing was typed), and sentences about the rest."""

    words: dict[int, str]
    places: dict[int, int | None]
    problems: dict[int, Any]


def read(sent: Mapping[int, str]) -> Typed:
    """Read the places of works as they were sent."""
    typed = Typed({}, {}, {})
    for work, text in sent.items():
        typed.words[work] = word = text.strip()[:20]
        if not word:
            typed.places[work] = None
        elif word.isascii() and word.isdecimal() and 1 <= int(word) <= MOST:
            typed.places[work] = int(word)
        else:
            typed.problems[work] = _l("Enter a whole number from 1 to %(n)d", n=MOST)
    return typed


def arranged(works: Iterable[int], places: Mapping[int, int | None]) -> tuple[int, ...]:
    """The works by their places; those without one stand last, and equals as they came."""
    return tuple(sorted(works, key=lambda work: places.get(work) or MOST + 1))


def moved(order: Sequence[int], work: int, steps: int) -> tuple[int, ...]:
    """The order with one work moved up (steps below 0) or down; at the edge it stays."""
    left = [one for one in order if one != work]
    there = min(max(order.index(work) + steps, 0), len(left))
    return (*left[:there], work, *left[there:])


def numbered(order: Iterable[int]) -> dict[int, int | None]:
    """The place of every work of an order."""
    return {work: place for place, work in enumerate(order, start=1)}


def problems_before_finishing(works: Iterable[int], places: Mapping[int, int | None]) -> dict[int, Any]:
    """What stands between an order and its end, by work: each needs a place, and one of its own."""
    listed = list(works)
    taken = Counter(places.get(work) for work in listed)
    found: dict[int, Any] = {}
    for work in listed:
        place = places.get(work)
        if place is None:
            found[work] = _l("Give this work a place")
        elif taken[place] > 1:
            found[work] = _l("Place %(n)d is given more than once: give each work its own", n=place)
    return found
