"""Pairs worth a place in the network: all of them while there are few, else each submission's best and some others.

What is left out costs nothing: `prices.py` proves afterwards that no pair outside would do better, or names those
that would.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portal.assignments.ground import Ground, blocks
from portal.assignments.tables import Array

FEW_CELLS = 200_000
"""Up to here every eligible pair is a candidate."""
BEST, OTHERS = 24, 8
"""How many of a submission's best judges, and how many drawn by the seed so that nobody stays without work."""


@dataclass(frozen=True)
class Candidates:
    """Pairs in the order of submission, then judge, with their costs in whole units."""

    submissions: Array
    judges: Array
    costs: Array

    def __len__(self) -> int:
        return len(self.judges)

    def keys(self, judges: int) -> Array:
        """One number for each pair, rising."""
        return self.submissions.astype(np.int64) * judges + self.judges


@dataclass(frozen=True)
class Pricing:
    """How fit becomes whole costs, and what a kept pair is worth beyond its fit."""

    scale: int
    load_penalty: int
    keep_bonus: int
    kept_keys: Array

    def costs(self, fit: Array, keys: Array) -> Array:
        """Costs of pairs: less for more fit, and much less for what is to be kept."""
        costs = -np.rint(fit.astype(np.float64) * self.scale).astype(np.int64)
        if len(self.kept_keys):
            costs -= np.isin(keys, self.kept_keys) * self.keep_bonus
        return costs


LARGEST_COST = 2**61
FINEST_SCALE = 10**9
"""Costs are whole; with a billionth of fit as unit, rounding loses less than 0.0001 in 100,000 pairs."""


def pricing(ground: Ground, keep: Array | None = None) -> Pricing:
    """Penalties above any sum of fits on one cycle of exchanges (each judge once), and the finest scale they allow."""
    judges, submissions = ground.problem.shape
    kept = np.zeros(0, np.int64) if keep is None else keep[:, 1] * judges + keep[:, 0]
    nodes = 3 * (judges + submissions) + int(ground.needed.sum()) * (BEST + OTHERS) // 2 + 8
    steps = judges + 2
    heights = 8 if len(kept) else 2
    if ground.problem.even_loads:
        heights = highest_even_step(ground) + 1
    scale = min(FINEST_SCALE, LARGEST_COST // (nodes * steps * heights))
    return Pricing(scale, scale * steps, 4 * scale * steps if len(kept) else 0, kept)


def highest_even_step(ground: Ground) -> int:
    """How many steps of rising cost a judge's load has where loads are to be even; beyond that the cost stays."""
    fair = -(-ground.problem.sheets // max(1, len(ground.standing_load)))
    return min(2 * fair + 8, int((ground.standing_load + ground.bounds.most).max(initial=0)))


def choose_candidates(ground: Ground, prices: Pricing, *, best: int = BEST, others: int = OTHERS) -> Candidates:
    """The pairs to begin with; kept pairs are always among them."""
    judges = ground.problem.shape[0]
    everything = judges * int((ground.needed > 0).sum()) <= FEW_CELLS or best + others >= judges
    rng = np.random.default_rng(ground.problem.seed)
    parts = [(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64))]
    for names, fit, open_pairs in open_blocks(ground):
        chosen = open_pairs if everything else _best_and_others(fit, open_pairs, best, others, rng)
        if len(prices.kept_keys) and not everything:
            kept = np.isin(names[:, None] * judges + np.arange(judges), prices.kept_keys)
            chosen |= kept & open_pairs
        rows, columns = np.nonzero(chosen)
        costs = prices.costs(fit[rows, columns], names[rows] * judges + columns)
        parts.append((names[rows].astype(np.int32), columns.astype(np.int32), costs))
    return Candidates(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def open_blocks(ground: Ground) -> Iterator[tuple[Array, Array, Array]]:
    """The submissions that need judges, some at a time, with their fits and their eligible pairs."""
    for start, stop in blocks(ground.problem):
        rows = np.flatnonzero(ground.needed[start:stop] > 0)
        if len(rows) == stop - start:
            yield rows + start, ground.problem.fit.block(start, stop), ground.eligible[start:stop]
        elif len(rows):
            yield rows + start, _fit_of_rows(ground, rows + start), ground.eligible[rows + start]


def _fit_of_rows(ground: Ground, names: Array) -> Array:
    every = np.arange(ground.problem.shape[0])
    return ground.problem.fit.at(np.tile(every, len(names)), np.repeat(names, len(every))).reshape(len(names), -1)


def _best_and_others(fit: Array, open_pairs: Array, best: int, others: int, rng: np.random.Generator) -> Array:
    height, judges = fit.shape
    chosen = np.zeros(fit.shape, bool)
    ranked = np.argpartition(np.where(open_pairs, fit, -1), judges - best, axis=1)[:, judges - best :]
    rows = np.arange(height)[:, None]
    chosen[rows, ranked] = True
    chosen[rows, rng.integers(0, judges, (height, others))] = True
    return chosen & open_pairs


def with_more(now: Candidates, submissions: Array, judges: Array, costs: Array, width: int) -> Candidates:
    """The candidates together with some more; the order is kept and nothing is in twice."""
    together = [
        np.concatenate([now.submissions, submissions.astype(np.int32)]),
        np.concatenate([now.judges, judges.astype(np.int32)]),
        np.concatenate([now.costs, costs]),
    ]
    _keys, first = np.unique(together[0].astype(np.int64) * width + together[1], return_index=True)
    return Candidates(*(each[first] for each in together))
