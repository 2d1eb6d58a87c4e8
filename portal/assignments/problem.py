"""An assignment problem as values: judges, submissions, how well they fit, and the limits to be kept."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from portal.assignments.tables import Array, Table, no_pairs

Id = int | str
NOT_GIVEN = -1
"""Stands for a load limit that was not stated, and for no organisation."""
TOTAL, WORST_FIRST = "total", "worst_first"


@dataclass(frozen=True)
class Problem:
    """Judges and submissions are named by their positions in all arrays; pairs are rows of (judge, submission)."""

    judges: tuple[Id, ...]
    submissions: tuple[Id, ...]
    needed: Array
    min_load: Array
    max_load: Array
    judge_organisation: Array
    submission_organisation: Array
    fit: Table
    conflicts: Table
    fixed: Array = field(default_factory=no_pairs)
    started: Array = field(default_factory=no_pairs)
    keep: Array = field(default_factory=no_pairs)
    forbidden: Array = field(default_factory=no_pairs)
    experts: Table | None = None
    minimum_experts: int = 0
    forbid_same_organisation: bool = True
    distinct_organisations: bool = False
    require_connected: bool = False
    fairness: str = TOTAL
    pair_probability_cap: float | None = None
    seed: int = 1
    even_loads: bool = False
    balanced: bool = False
    """Whether those who stated limits also get within a fifth of the mean load, as far as their limits allow it."""
    categories: tuple[str | None, ...] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Number of judges and number of submissions."""
        return len(self.judges), len(self.submissions)

    @property
    def standing(self) -> Array:
        """Pairs that are never touched: fixed ones and those whose sheet was started, each once."""
        both = np.concatenate([self.fixed, self.started])
        return np.unique(both, axis=0) if len(both) else both

    @property
    def sheets(self) -> int:
        """How many pairs the answer must hold."""
        return int(self.needed.sum())

    def changed(self, **changes: Any) -> "Problem":
        """The same problem with some values changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Limits:
    """How much each judge should take at least (`low`) and at most (`high`), and can take at all (`most`)."""

    low: Array
    high: Array
    most: Array


def limits(problem: Problem) -> Limits:
    """Stated limits as they are; for a judge without any, within a fifth of the mean load where that can be done.

    Nobody must have less than stated, and nobody can have more; the fair range itself is soft.
    """
    judges, submissions = problem.shape
    low, most = problem.min_load, problem.max_load
    silent = ((low == NOT_GIVEN) & (most == NOT_GIVEN) | problem.balanced) & (not problem.even_loads)
    fair_low, fair_high = fair_range(problem.sheets, judges)
    least = np.where(low == NOT_GIVEN, 0, low)
    most = np.where(most == NOT_GIVEN, submissions, np.minimum(most, submissions))
    wanted = np.minimum(np.where(silent, np.maximum(least, fair_low), least), most)
    return Limits(
        low=wanted,
        high=np.where(silent, np.maximum(wanted, np.minimum(fair_high, most)), most),
        most=most,
    )


def fair_range(sheets: int, judges: int) -> tuple[int, int]:
    """Loads within a fifth of the mean, widened to the whole numbers around the mean; exact, without floats."""
    if not judges:
        return 0, 0
    low, high = -(-4 * sheets // (5 * judges)), 6 * sheets // (5 * judges)
    return min(low, sheets // judges), max(high, -(-sheets // judges))
