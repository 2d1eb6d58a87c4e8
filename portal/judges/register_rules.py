"""Numbers that tell nothing of single people: small ones are kept back, and none can be computed from the others."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")
LEAST = 3
"""The smallest number that is published; one or two people could be recognised."""


def suppressed(counts: Mapping[Key, int], least: int = LEAST) -> dict[Key, int | None]:
    """The counts with None for small ones, and for as many larger ones as it takes that a sum betrays none of them.

    The smallest of the larger ones go along first, and always all that are equal: which of them went would tell.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    others = sorted({count for count in counts.values() if count >= least})
    while hidden and others and _betrays([counts[key] for key in hidden], least):
        next_larger = others.pop(0)
        hidden |= {key for key, count in counts.items() if count == next_larger}
    return {key: None if key in hidden else count for key, count in counts.items()}


def _betrays(kept: list[int], least: int) -> bool:
    """Whether what is kept back could be told from its sum, or from the sum being kept back as well.

    A sum that is no more than its parts can be while all are small leaves too few ways to make it up.
    """
    return len(kept) == 1 or sum(kept) <= max(2 * least, (least - 1) * len(kept))


def total(counts: Mapping[Key, int], least: int = LEAST) -> int | None:
    """The sum, unless it is itself small or would betray what is kept back."""
    hidden = [counts[key] for key, count in suppressed(counts, least).items() if count is None]
    betrays = bool(hidden) and _betrays(hidden, least)
    whole = sum(counts.values())
    return None if betrays or 0 < whole < least else whole
