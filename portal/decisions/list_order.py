"""The order of a category on a list after works were taken out, put in and moved by name; and the digest of a list."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.digest import digest


@dataclass(frozen=True, slots=True)
class Placed:
    """A work with its rank on the list before (none for a new one) and its rank by points, if it has a result."""

    submission: int
    rank: int | None
    by_points: int | None


def arranged(works: Iterable[Placed], moved: Mapping[int, int]) -> list[tuple[int, int]]:
    """Submission and rank, best first.

    Works keep the order of the list before, and those who shared a rank share it still. A new one goes before the first
    that has fewer points, without a result to the end. What was moved stands at the place that was given to it, alone.
    Ranks are counted anew, so that none is missing.
    """
    listed = list(works)
    groups = _groups([one for one in listed if one.rank is not None])
    for one in sorted((one for one in listed if one.rank is None), key=lambda one: (_points(one), one.submission)):
        _put_in(groups, one)
    names = [[one.submission for one in group if one.submission not in moved] for group in groups]
    names = [group for group in names if group]
    for submission, place in sorted(moved.items(), key=lambda item: (item[1], item[0])):
        if any(one.submission == submission for one in listed):
            names.insert(_index_of_place(names, place), [submission])
    ranked: list[tuple[int, int]] = []
    for group in names:
        rank = len(ranked) + 1
        ranked += [(submission, rank) for submission in group]
    return ranked


def _groups(listed: list[Placed]) -> list[list[Placed]]:
    groups: list[list[Placed]] = []
    for one in sorted(listed, key=lambda one: (one.rank or 0, one.submission)):
        if groups and groups[-1][0].rank == one.rank:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _points(one: Placed) -> float:
    return math.inf if one.by_points is None else one.by_points


def _put_in(groups: list[list[Placed]], new: Placed) -> None:
    for index, group in enumerate(groups):
        best = min(_points(one) for one in group)
        if best > _points(new):
            groups.insert(index, [new])
            return
        if best == _points(new) < math.inf:
            group.append(new)
            return
    groups.append([new])


def _index_of_place(names: list[list[int]], place: int) -> int:
    """Before which group a work must go so that at least `place - 1` works stand before it."""
    before = 0
    for index, group in enumerate(names):
        if before >= place - 1:
            return index
        before += len(group)
    return len(names)


def list_digest(kind: str, number: int, rule: Any, entries: Iterable[Any]) -> str:
    """The digest of a list: its kind and number, the rule it was made by, and its entries in their order.

    An entry is given as a mapping of the columns of its row, so that whoever has only the rows finds the same.
    """
    return digest({"kind": kind, "number": number, "rule": rule, "entries": [_plain(one) for one in entries]})


def _plain(entry: Any) -> list[Any]:
    mean = [entry["mean_numerator"], entry["mean_denominator"]]
    return [entry["submission_id"], entry["category_id"], entry["rank"], mean, entry["sheets"], entry["prize_id"]]
