"""Rings of hand-overs that better a plan as a whole, found as negative cycles in the graph of hand-overs."""

from collections.abc import Iterator

import numpy as np

from portal.assignments.plan import HandOvers, Plan
from portal.assignments.tables import Array

SMALLEST_GAIN = 1e-5
ROUNDS = 24

Chain = list[tuple[int, int, int]]
"""Hand-overs as (submission, giver, taker)."""


def make_rings(plan: Plan, graph: HandOvers, most: int) -> int:
    """Make rings that lower the cost until there is none, or `most` were made; how many were made."""
    made = 0
    while made < most:
        before = made
        for ring in list(_rings(plan, graph)):
            if _make_if_better(plan, graph, ring):
                made += 1
        if made == before:
            return made
    return made


def _rings(plan: Plan, graph: HandOvers) -> Iterator[Chain]:
    for nodes in _negative_cycles(_with_free_capacity(plan, graph)):
        pairs = zip(nodes, [*nodes[1:], nodes[0]], strict=True)
        yield [
            (int(graph.submissions[giver, taker]), giver, taker)
            for giver, taker in pairs
            if giver < len(plan.loads) and taker < len(plan.loads)
        ]


def _with_free_capacity(plan: Plan, graph: HandOvers) -> Array:
    """The graph with one node more: a judge with room hands on to it, and it to a judge who may do with less."""
    judges = len(plan.loads)
    costs = np.full((judges + 1, judges + 1), np.inf, np.float32)
    costs[:-1, :-1] = graph.costs
    costs[:-1, -1][plan.loads < plan.high] = 0
    costs[-1, :-1][plan.loads > plan.low] = 0
    return costs


def _negative_cycles(costs: Array) -> list[list[int]]:
    """Cycles of negative cost that share no node; Bellman and Ford, looking at the predecessors after each round."""
    nodes = np.arange(len(costs))
    distance, before = np.zeros(len(costs), np.float32), np.full(len(costs), -1)
    for _round in range(ROUNDS):
        through = distance[:, None] + costs
        best = through.argmin(axis=0)
        length = through[best, nodes]
        shorter = length < distance - SMALLEST_GAIN
        if not shorter.any():
            return []
        distance[shorter], before[shorter] = length[shorter], best[shorter]
        if found := _cycles_of(before.tolist()):
            return found
    return []


def _cycles_of(before: list[int]) -> list[list[int]]:
    seen, found = [-1] * len(before), []
    for start in range(len(before)):
        here = start
        while here >= 0 and seen[here] < 0:
            seen[here] = start
            here = before[here]
        if here >= 0 and seen[here] == start:
            cycle, there = [here], before[here]
            while there != here:
                cycle.append(there)
                there = before[there]
            found.append(cycle[::-1])
    return found


def _make_if_better(plan: Plan, graph: HandOvers, chain: Chain) -> bool:
    """Make the ring unless it changes a submission twice, is out of date by now, or brings nothing."""
    names = [submission for submission, _giver, _taker in chain]
    if not names or len(set(names)) < len(names):
        return False
    gain = 0.0
    for submission, giver, taker in chain:
        if giver not in plan.of_submission[submission]:
            return False
        gain += float(plan.costs_of_giving(submission, giver, graph.cost)[taker])
    if not gain < -SMALLEST_GAIN or not _loads_hold(plan, chain):
        return False
    carry_out(plan, graph, chain)
    return True


def _loads_hold(plan: Plan, chain: Chain) -> bool:
    change = np.zeros(len(plan.loads), np.int64)
    for _submission, giver, taker in chain:
        change[giver] -= 1
        change[taker] += 1
    after = plan.loads + change
    return bool(((change == 0) | ((after >= plan.low) & (after <= plan.high))).all())


def carry_out(plan: Plan, graph: HandOvers, chain: Chain) -> None:
    """Make the hand-overs and bring the graph up to date."""
    touched = {judge for submission, _giver, _taker in chain for judge in plan.of_submission[submission]}
    for submission, giver, taker in chain:
        plan.hand_over(submission, giver, taker)
        touched.add(taker)
    graph.renew(touched)
