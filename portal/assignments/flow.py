"""The assignment with the best total fit within all limits, proven the best over every pair that may be made."""

from dataclasses import dataclass

import numpy as np

from portal.assignments.candidates import Candidates, Pricing, choose_candidates, pricing, with_more
from portal.assignments.ground import Ground
from portal.assignments.network import build_network, least_cost_flow
from portal.assignments.prices import better_pairs, shadow_prices
from portal.assignments.tables import Array

MOST_ROUNDS = 12


@dataclass(frozen=True)
class FlowAnswer:
    """The pairs made beside the standing ones, in the order of submission, then judge; `proven` when they are best."""

    pairs: Array
    proven: bool
    rounds: int


def best_total(ground: Ground, keep: Array | None = None, extra: Array | None = None) -> FlowAnswer | None:
    """Solve, prove, and where the proof names better pairs, solve again with them. None when nothing fits at all
    among the candidates; `extra` are pairs that have to be candidates because they are known to make it feasible.
    """
    prices = pricing(ground, keep)
    candidates = choose_candidates(ground, prices)
    if extra is not None:
        candidates = _with_pairs(ground, candidates, extra, prices)
    for rounds in range(1, MOST_ROUNDS + 1):
        flows = least_cost_flow(build_network(ground, candidates, prices))
        if flows is None:
            return None
        chosen = flows[: len(candidates)] > 0
        distance = shadow_prices(ground, candidates, chosen, prices)
        rows, judges, costs = better_pairs(ground, candidates, chosen, distance, prices)
        if not len(rows):
            return FlowAnswer(_pairs(candidates, chosen), not ground.narrowed, rounds)
        candidates = with_more(candidates, rows, judges, costs, ground.problem.shape[0])
    return FlowAnswer(_pairs(candidates, chosen), False, MOST_ROUNDS)


def _with_pairs(ground: Ground, candidates: Candidates, pairs: Array, prices: Pricing) -> Candidates:
    width = ground.problem.shape[0]
    # Pairs that were left out to let the groups nest would tear the gates of the network.
    pairs = pairs[ground.eligible[pairs[:, 1], pairs[:, 0]]]
    fit = ground.problem.fit.at(pairs[:, 0], pairs[:, 1])
    costs = prices.costs(fit, pairs[:, 1] * width + pairs[:, 0])
    return with_more(candidates, pairs[:, 1], pairs[:, 0], costs, width)


def _pairs(candidates: Candidates, chosen: Array) -> Array:
    return np.column_stack([candidates.judges[chosen], candidates.submissions[chosen]]).astype(np.int64)
