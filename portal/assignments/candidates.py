"""Pairs worth a place in the network: all of them while there are few, else each submission's best and some others.

What is left out costs nothing: `prices.py` proves afterwards that no pair outside would do better, or names those that do.
"""

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
    scale = min(FINEST_SCALE, LARGEST_COST // (nodes * steps * (8 if len(kept) else 2)))
    return Pricing(scale, scale * steps, 4 * scale * steps if len(kept) else 0, kept)


def choose_candidates(ground: Ground, prices: Pricing, *, best: int = BEST, others: int = OTHERS) -> Candidates:
    """The pairs to begin with; kept pairs are always among them."""
    judges, submissions = ground.problem.shape
    everything = judges * submissions <= FEW_CELLS or best + others >= judges
    rng = np.random.default_rng(ground.problem.seed)
    parts = []
    for start, stop in blocks(ground.problem):
        fit, open_pairs = ground.problem.fit.block(start, stop), ground.eligible[start:stop]
        chosen = open_pairs if everything else _best_and_others(fit, open_pairs, best, others, rng)
        if len(prices.kept_keys) and not everything:
            first, last = np.searchsorted(prices.kept_keys, [start * judges, stop * judges])
            chosen.reshape(-1)[prices.kept_keys[first:last] - start * judges] = True
            chosen &= open_pairs
        rows, columns = np.nonzero(chosen & (ground.needed[start:stop, None] > 0))
        keys = (rows + start) * judges + columns
        parts.append(((rows + start).astype(np.int32), columns.astype(np.int32), prices.costs(fit[rows, columns], keys)))
    return Candidates(*(np.concatenate(each) for each in zip(*parts, strict=True)))


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
