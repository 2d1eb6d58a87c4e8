"""Joining two edits of the same draft: what only one side changed is taken, what both changed differently is shown.

A three-way merge by whole answers: `base` is what the editor saw when beginning, `mine` what comes in now, `theirs`
what is stored meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merge:
    """The joined answers, and the keys where nobody but a person can choose; there `mine` stands in `values`."""

    values: dict[str, Any]
    conflicts: tuple[str, ...]


def _same(one: Any, other: Any) -> bool:
    # Nothing typed and nothing stored are the same, however they are written.
    return one == other or (one in (None, "", []) and other in (None, "", []))


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Join the answers of one page, key by key; a key missing from `base` is one whose beginning nobody knows."""
    values: dict[str, Any] = {}
    conflicts = []
    for key, value in mine.items():
        stored = theirs.get(key)
        if _same(value, stored) or (key in base and _same(stored, base[key])):
            values[key] = value
        elif key in base and _same(value, base[key]):
            values[key] = stored
        else:
            values[key] = value
            conflicts.append(key)
    return Merge(values, tuple(conflicts))
