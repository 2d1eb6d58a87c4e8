"""Assignments drawn by lot with a cap on every pair's probability, so that nobody can count on judging a friend.

A flow in fractions of a sheet gives each pair at most the cap (Jecmen and others 2020). The draw then doubles the unit
step by step: arcs with an odd number of units form rings, and along each ring the odd units are rounded alternately up
and down, by one throw of the seeded dice. Every limit of the network holds after every step, and a pair's probability
of being drawn is exactly its fraction. The same seed draws the same assignment, so that anyone can repeat the draw.
"""

from dataclasses import dataclass
from random import Random

import numpy as np

from portal.assignments.candidates import choose_candidates, pricing
from portal.assignments.ground import Ground
from portal.assignments.network import Network, build_network, least_cost_flow
from portal.assignments.tables import Array

DOUBLINGS = 6
UNITS = 2**DOUBLINGS


@dataclass(frozen=True)
class Draw:
    """The pairs drawn, the probability each had, and the mean fit the draw gives on average."""

    pairs: Array
    probabilities: Array
    expected_fit: float


def draw(ground: Ground, cap: float) -> Draw | None:
    """Draw an assignment; None when the cap leaves too little. The cap is rounded down to 64ths."""
    most = min(UNITS, int(cap * UNITS + 1e-9))
    prices = pricing(ground)
    # Capped pairs spread over more judges than an assignment needs, hence the wider choice.
    wide = -(-int(ground.needed.max(initial=1)) * UNITS // max(1, most))
    for factor in (1, 4, ground.problem.shape[0]):
        candidates = choose_candidates(ground, prices, best=(24 + 2 * wide) * factor, others=8 * factor)
        network = build_network(ground, candidates, prices, units=UNITS, cap=most)
        flows = least_cost_flow(network)
        if flows is not None:
            break
    else:
        return None
    shares = flows[: len(candidates)].astype(np.float64) / UNITS
    fit = ground.problem.fit.at(candidates.judges, candidates.submissions)
    drawn = _rounded(network, flows, ground.problem.seed)[: len(candidates)] > 0
    pairs = np.column_stack([candidates.judges[drawn], candidates.submissions[drawn]]).astype(np.int64)
    return Draw(pairs, shares[drawn], float((shares * fit).sum()))


def _rounded(network: Network, flows: Array, seed: int) -> Array:
    dice = Random(seed)  # noqa: S311 - the draw must be repeatable
    units = flows.astype(np.int64)
    for doubling in range(DOUBLINGS):
        step = 1 << doubling
        odd = np.flatnonzero(units // step % 2)
        for ring in _rings(network.arcs.tails[odd].tolist(), network.arcs.heads[odd].tolist()):
            sign = step if dice.random() < 0.5 else -step
            for place, forward in ring:
                units[odd[place]] += sign if forward else -sign
    return units // UNITS


def _rings(tails: list[int], heads: list[int]) -> list[list[tuple[int, bool]]]:
    """Split arcs, an even number at every node, into closed walks; each arc with its direction in the walk."""
    at_node: dict[int, list[int]] = {}
    for place, (tail, head) in enumerate(zip(tails, heads, strict=True)):
        at_node.setdefault(tail, []).append(place)
        at_node.setdefault(head, []).append(place)
    used, rings = [False] * len(tails), []
    for start in range(len(tails)):
        if used[start]:
            continue
        ring, node, first = [], tails[start], tails[start]
        while True:
            arcs = at_node[node]
            while arcs and used[arcs[-1]]:
                arcs.pop()
            if not arcs:
                break
            place = arcs.pop()
            used[place] = True
            forward = tails[place] == node
            ring.append((place, forward))
            node = heads[place] if forward else tails[place]
            if node == first:
                break
        rings.append(ring)
    return rings
