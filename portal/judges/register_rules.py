"""Numbers that tell nothing of single people: small ones are kept back, and none can be computed from the others."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")
LEAST = 3
"""The smallest number that is published; one or two people could be recognised."""


def suppressed(counts: Mapping[Key, int], least: int = LEAST) -> dict[Key, int | None]:
    """The counts with None for small ones, and for as many larger ones as it takes that a sum betrays none of them."""
    hidden = {key for key, count in counts.items() if 0 < count < least}
    others = sorted(
        ((count, str(key), key) for key, count in counts.items() if count >= least), key=lambda one: one[:2]
    )
    while hidden and others and (len(hidden) == 1 or sum(counts[key] for key in hidden) < least):
        hidden.add(others.pop(0)[2])
    return {key: None if key in hidden else count for key, count in counts.items()}


def total(counts: Mapping[Key, int], least: int = LEAST) -> int | None:
    """The sum, unless it is itself small or would betray what is kept back."""
    hidden = [counts[key] for key, count in suppressed(counts, least).items() if count is None]
    betrays = bool(hidden) and (len(hidden) == 1 or sum(hidden) < least)
    whole = sum(counts.values())
    return None if betrays or 0 < whole < least else whole
