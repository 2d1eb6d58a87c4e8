"""An order from answers about pairs by binary insertion: about n log2 n questions for n works.

Works are taken one after another, and each is asked for its place among those already in order, from the middle: which
half does it belong to? The next question follows from the works and the answers alone, so nothing else is kept. No pair
is asked twice, which is why answers that contradict each other end in some order too, and never in a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answers = Mapping[frozenset[int], int]
"""By pair, the better one of the two."""


@dataclass(frozen=True, slots=True)
class Step:
    """The order so far, the pair to ask about next (None when all works stand in it), and how far one has come."""

    order: tuple[int, ...]
    question: tuple[int, int] | None
    asked: int
    at_most: int
    """How many questions may still come."""


def next_step(placed: Sequence[int], waiting: Sequence[int], answers: Answers) -> Step:
    """Put the works that wait into an order that stands, as far as the answers go."""
    order, asked = list(placed), 0
    for number, work in enumerate(waiting, start=1):
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            better = answers.get(frozenset((work, order[middle])))
            if better is None:
                later = sum(most_questions(len(order) + n) for n in range(1, len(waiting) - number + 1))
                return Step(tuple(order), (order[middle], work), asked, most_questions(high - low) + later)
            asked += 1
            low, high = (low, middle) if better == work else (middle + 1, high)
        order.insert(low, work)
    return Step(tuple(order), None, asked, 0)


def most_questions(places: int) -> int:
    """How many questions it takes at most to find a work's place among so many others."""
    return places.bit_length()


def standing(rows: Iterable[Any]) -> list[Any]:
    """The answers that stand, in their order: a row that `takes_back` takes away the last one before it."""
    kept: list[Any] = []
    for row in rows:
        if row.takes_back:
            kept.pop()
        else:
            kept.append(row)
    return kept


def answers_of(rows: Iterable[Any]) -> dict[frozenset[int], int]:
    """The better work by pair, from rows with `better_id` and `worse_id`."""
    return {frozenset((row.better_id, row.worse_id)): row.better_id for row in standing(rows)}
