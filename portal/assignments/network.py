"""The network of an assignment: submission → (group) → judge → sink, as arrays for a flow solver.

Groups nest, hence the optimum is whole (Ahuja, Magnanti, Orlin: Network Flows, 1993): judges of one organisation stand
behind a node that lets one of them through; judges who are no experts behind one that leaves room for the experts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from portal.assignments.candidates import Candidates, Pricing, highest_even_step
from portal.assignments.ground import Ground
from portal.assignments.problem import NOT_GIVEN
from portal.assignments.tables import Array


@dataclass(frozen=True)
class Arcs:
    """Parallel arrays of arcs."""

    tails: Array
    heads: Array
    capacities: Array
    costs: Array


@dataclass(frozen=True)
class Network:
    """The arcs of the pairs come first, in the order of the candidates."""

    arcs: Arcs
    pairs: int
    supplies: Array


def build_network(ground: Ground, candidates: Candidates, prices: Pricing, *, units: int = 1, cap: int = 1) -> Network:
    """Lay the network out; `units` makes every sheet so many units, of which a pair carries at most `cap`."""
    judges, submissions = ground.problem.shape
    # The order of judges decides between equals; it depends on the seed alone.
    judge_node = submissions + np.random.default_rng(ground.problem.seed).permutation(judges)
    sink = submissions + judges
    tails, grouped, count = _groups(ground, candidates, sink + 1, units)
    pair_arcs = Arcs(tails, judge_node[candidates.judges], np.full(len(candidates), cap), candidates.costs)
    load_arcs = _load_arcs(ground, judge_node, sink, prices, units)
    supplies = np.zeros(count, np.int64)
    supplies[:submissions] = ground.needed * units
    supplies[sink] = -int(ground.needed.sum()) * units
    return Network(_joined([pair_arcs, *grouped, load_arcs]), len(candidates), supplies)


def _joined(parts: list[Arcs]) -> Arcs:
    kinds = {"tails": np.int32, "heads": np.int32, "capacities": np.int64, "costs": np.int64}
    return Arcs(
        **{name: np.concatenate([getattr(one, name) for one in parts]).astype(kind) for name, kind in kinds.items()}
    )


def _groups(ground: Ground, candidates: Candidates, free: int, units: int) -> tuple[Array, list[Arcs], int]:
    tails = candidates.submissions.astype(np.int64)
    made: list[Arcs] = []
    if ground.inexpert is not None:
        behind = np.flatnonzero(ground.inexpert[candidates.submissions, candidates.judges])
        room = np.maximum(0, ground.inexpert_room) * units
        free = _gate(tails, behind, candidates.submissions[behind], room, free, made)
    if ground.problem.distinct_organisations:
        homes = ground.problem.judge_organisation[candidates.judges]
        behind = np.flatnonzero(homes != NOT_GIVEN)
        width = int(homes.max(initial=0)) + 1
        keys = candidates.submissions[behind].astype(np.int64) * width + homes[behind]
        _values, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
        shared = counts[places] > 1
        free = _gate(tails, behind[shared], keys[shared], units, free, made)
    return tails, made, free


def _gate(tails: Array, behind: Array, keys: Array, room: Any, free: int, made: list[Arcs]) -> int:
    """Put one node in front of all candidates with the same key; the candidates' tails are changed in place."""
    values, first, places = np.unique(keys, return_index=True, return_inverse=True)
    nodes = free + np.arange(len(values))
    capacities = room[values] if isinstance(room, np.ndarray) else np.full(len(values), room)
    made.append(Arcs(tails[behind[first]], nodes, capacities, np.zeros(len(values), np.int64)))
    tails[behind] = nodes[places]
    return free + len(values)


def load_steps(ground: Ground, prices: Pricing) -> list[tuple[Array, int]]:
    """A judge's room in steps of rising cost: up to the least load, up to what is fair, up to what is possible."""
    bounds = ground.bounds
    low = np.minimum(bounds.low, bounds.most)
    high = np.clip(bounds.high, low, bounds.most)
    if ground.problem.even_loads:
        return _even_steps(ground, prices)
    return [(low, -prices.load_penalty), (high - low, 0), (bounds.most - high, prices.load_penalty)]


def _even_steps(ground: Ground, prices: Pricing) -> list[tuple[Array, int]]:
    """Every further submission costs more than the one before, which makes the loads as even as they can be."""
    total, most = ground.standing_load, ground.bounds.most
    last = highest_even_step(ground)
    steps = [
        (((unit >= total) & (unit < total + most)).astype(np.int64), unit * prices.load_penalty) for unit in range(last)
    ]
    return [*steps, (np.maximum(0, total + most - np.maximum(last, total)), last * prices.load_penalty)]


def _load_arcs(ground: Ground, judge_node: Array, sink: int, prices: Pricing, units: int) -> Arcs:
    steps = [(room, cost) for room, cost in load_steps(ground, prices) if room.any()]
    used = [np.flatnonzero(room) for room, _cost in steps]
    pick = [(judge_node[places], room[places] * units, cost) for places, (room, cost) in zip(used, steps, strict=True)]
    empty = np.zeros(0, np.int64)
    tails = np.concatenate([empty, *(nodes for nodes, _room, _cost in pick)])
    return Arcs(
        tails,
        np.full(len(tails), sink),
        np.concatenate([empty, *(room for _nodes, room, _cost in pick)]),
        np.concatenate([empty, *(np.full(len(nodes), cost) for nodes, _room, cost in pick)]),
    )


def least_cost_flow(network: Network) -> Array | None:
    """The units on every arc, or None when the supplies cannot all reach the sink."""
    # Loaded when first needed: it takes long, and the web server may never solve anything itself.
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = network.arcs
    handles = solver.add_arcs_with_capacity_and_unit_cost(arcs.tails, arcs.heads, arcs.capacities, arcs.costs)
    solver.set_nodes_supplies(np.arange(len(network.supplies), dtype=np.int32), network.supplies)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"the flow solver ended with {status}")
    return np.asarray(solver.flows(handles))


def largest_flow(network: Network) -> Array:
    """The units on every arc when as many as possible reach the sink, whatever they cost."""
    from ortools.graph.python import max_flow

    arcs, supplies = network.arcs, network.supplies
    source, givers = len(supplies), np.flatnonzero(supplies > 0)
    solver = max_flow.SimpleMaxFlow()
    handles = solver.add_arcs_with_capacity(arcs.tails, arcs.heads, arcs.capacities)
    solver.add_arcs_with_capacity(np.full(len(givers), source, np.int32), givers.astype(np.int32), supplies[givers])
    sink = int(np.argmin(supplies))
    if solver.solve(source, sink) != solver.OPTIMAL:
        raise ArithmeticError("the flow solver found no largest flow")
    return np.asarray(solver.flows(handles))
