"""Overlap: scores can be compared only among judges joined by shared submissions, directly or through others."""

from dataclasses import dataclass

import numpy as np

from portal.assignments.ground import Ground
from portal.assignments.plan import Cost, HandOvers, Plan
from portal.assignments.rings import Chain, carry_out
from portal.assignments.tables import Array

FORBIDDEN = 1e6
TRIES = 200


@dataclass(frozen=True)
class Overlap:
    """How many groups of judges share no submission, and how many anchor submissions would join them."""

    groups: int
    anchors: int

    @property
    def connected(self) -> bool:
        """Whether all who judge are joined."""
        return self.groups <= 1


def groups_of(pairs: Array, judges: int, submissions: int) -> Array:
    """For each judge with work the smallest judge of the same group, for the others -1."""
    label = np.arange(judges)
    while True:
        shared = np.full(submissions, judges)
        np.minimum.at(shared, pairs[:, 1], label[pairs[:, 0]])
        lower = label.copy()
        np.minimum.at(lower, pairs[:, 0], shared[pairs[:, 1]])
        lower = lower[lower]
        if np.array_equal(lower, label):
            break
        label = lower
    idle = np.ones(judges, bool)
    idle[pairs[:, 0]] = False
    label[idle] = -1
    return label


def overlap(ground: Ground, pairs: Array) -> Overlap:
    """The overlap that movable and standing pairs make together."""
    both = np.concatenate([pairs, ground.problem.standing])
    groups = len(np.unique(groups_of(both, *ground.problem.shape)[both[:, 0]]))
    most = int(ground.problem.needed.max(initial=0))
    # An anchor with k judges joins k groups; where one judge reads each submission, all must read the anchor.
    return Overlap(groups, 0 if groups <= 1 else -(-(groups - 1) // (most - 1)) if most > 1 else 1)


def connect(plan: Plan) -> bool:
    """Exchange submissions between groups, at the least loss of fit, until the groups are joined; whether they are.

    The worst-served submission is not made worse as long as there is another way.
    """
    for floor in (float(plan.means[plan.ground.needed > 0].min(initial=1)) - 1e-9, -1.0):
        graph = HandOvers(plan, _guarded(plan, floor))
        while not overlap(plan.ground, plan.pairs()).connected:
            if not _join_two(plan, graph):
                break
        else:
            return True
    return False


def _guarded(plan: Plan, floor: float) -> Cost:
    least = floor * plan.counts

    def cost(submissions: Array, sums: Array) -> Array:
        return np.where(sums < least[submissions], FORBIDDEN, 0) - sums

    return cost


def _join_two(plan: Plan, graph: HandOvers) -> bool:
    before = overlap(plan.ground, plan.pairs()).groups
    for chain in _exchanges(plan, graph):
        carry_out(plan, graph, chain)
        if overlap(plan.ground, plan.pairs()).groups < before:
            return True
        carry_out(plan, graph, [(submission, taker, giver) for submission, giver, taker in reversed(chain)])
    return False


def _exchanges(plan: Plan, graph: HandOvers) -> list[Chain]:
    """Hand-overs between judges of different groups, alone where there is room or both ways, the cheapest first."""
    both = np.concatenate([plan.pairs(), plan.ground.problem.standing])
    label = groups_of(both, *plan.ground.problem.shape)
    apart = (label[:, None] != label[None, :]) & (label[:, None] >= 0) & (label[None, :] >= 0)
    room = (plan.loads > plan.low)[:, None] & (plan.loads < plan.high)[None, :]
    alone = np.where(apart & room, graph.costs, np.inf)
    mutual = np.where(apart & np.tri(len(label), dtype=bool), graph.costs + graph.costs.T, np.inf)
    ways = np.concatenate([alone.reshape(-1), mutual.reshape(-1)])
    usable = np.flatnonzero(ways < FORBIDDEN / 2)
    best = usable[np.argsort(ways[usable], kind="stable")[:TRIES]]
    found = []
    for place in best.tolist():
        kind, pair = divmod(place, len(label) ** 2)
        giver, taker = divmod(pair, len(label))
        chain = [(int(graph.submissions[giver, taker]), giver, taker)]
        if kind:
            chain.append((int(graph.submissions[taker, giver]), taker, giver))
        found.append(chain)
    return found
