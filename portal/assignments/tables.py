"""Numbers for pairs of judge and submission: given densely, by a list of pairs, or left in a file until needed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

Array = np.ndarray[Any, Any]


class Table(Protocol):
    """A value for every pair; read in blocks, so that a large one never stands in memory whole."""

    def block(self, start: int, stop: int) -> Array:
        """The values of the submissions from `start` to before `stop`, one row for each, one column a judge."""

    def at(self, judges: Array, submissions: Array) -> Array:
        """The values of some pairs."""


@dataclass(frozen=True)
class DenseTable:
    """An array of judges × submissions in memory."""

    values: Array

    def block(self, start: int, stop: int) -> Array:
        """See Table."""
        return np.ascontiguousarray(self.values[:, start:stop].T)

    def at(self, judges: Array, submissions: Array) -> Array:
        """See Table."""
        return self.values[judges, submissions]


@dataclass(frozen=True)
class MappedTable:
    """A .npy file of judges × submissions. It is mapped anew for each block, so that pages read are given back."""

    path: Path

    def open(self) -> Array:
        """The mapped array."""
        mapped: Array = np.load(self.path, mmap_mode="r", allow_pickle=False)
        return mapped

    def block(self, start: int, stop: int) -> Array:
        """See Table."""
        return np.ascontiguousarray(self.open()[:, start:stop].T)

    def at(self, judges: Array, submissions: Array) -> Array:
        """See Table."""
        return np.asarray(self.open()[judges, submissions])


class PairTable:
    """Values of listed pairs and one value for all the others."""

    def __init__(self, pairs: Array, values: Array, default: float | bool, shape: tuple[int, int]):
        self.judges, self.submissions = shape
        self.default = default
        keys = pairs[:, 1].astype(np.int64) * self.judges + pairs[:, 0]
        order = np.argsort(keys, kind="stable")
        self.keys, self.values = keys[order], values[order]

    def block(self, start: int, stop: int) -> Array:
        """See Table."""
        found = np.full((stop - start) * self.judges, self.default, dtype=self.values.dtype)
        first, last = np.searchsorted(self.keys, [start * self.judges, stop * self.judges])
        found[self.keys[first:last] - start * self.judges] = self.values[first:last]
        return found.reshape(stop - start, self.judges)

    def at(self, judges: Array, submissions: Array) -> Array:
        """See Table."""
        wanted = np.asarray(submissions, np.int64) * self.judges + np.asarray(judges)
        if not len(self.keys):
            return np.full(wanted.shape, self.default, dtype=self.values.dtype)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, self.values[place], self.default)


def no_pairs() -> Array:
    """An empty list of pairs."""
    return np.zeros((0, 2), np.int64)


def marked(pairs: Array, shape: tuple[int, int]) -> PairTable:
    """A table that is true for the listed pairs."""
    return PairTable(pairs, np.ones(len(pairs), bool), False, shape)


@dataclass(frozen=True)
class WidenedTable:
    """A table with some judges more, who all have the same value for everything."""

    table: Table
    judges: int
    more: int
    value: float | bool

    def block(self, start: int, stop: int) -> Array:
        """See Table."""
        known = self.table.block(start, stop)
        return np.hstack([known, np.full((len(known), self.more), self.value, known.dtype)])

    def at(self, judges: Array, submissions: Array) -> Array:
        """See Table."""
        known = self.table.at(np.minimum(judges, self.judges - 1), submissions)
        return np.where(np.asarray(judges) < self.judges, known, self.value)
