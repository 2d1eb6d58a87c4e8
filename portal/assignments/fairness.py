"""Raising the worst-served submission without touching any limit, and giving up as little total fit as that takes.

For a floor under every submission's mean fit, what lies below it costs far more than total fit; chains of hand-overs
that lessen the cost are made until none is left. The floor is raised by halving between what is reached and what no
assignment can exceed. The same steps in the same order every time: nothing is drawn by lot.
"""

import numpy as np

from portal.assignments.plan import HandOvers, Plan
from portal.assignments.rings import SMALLEST_GAIN, Chain, carry_out, make_rings
from portal.assignments.tables import Array

WEIGHT = 1_000.0
HALVINGS = 10
PATIENCE = 20
FORBIDDEN = 1e6
MOST_CELLS = 100_000_000


def highest_floor(plan: Plan) -> float:
    """A mean that no assignment lets every submission exceed: the worst of what each would get alone."""
    ground = plan.ground
    best = np.inf
    for one in np.flatnonzero(ground.needed > 0):
        kept = plan.sums[one] - plan.fit[one, plan.of_submission[one]].sum()
        open_to = np.sort(plan.fit[one][ground.eligible[one]])
        best = min(best, float(kept + open_to[len(open_to) - ground.needed[one] :].sum()) / plan.counts[one])
    return best


def raise_the_worst(plan: Plan) -> None:
    """Change the plan so that its worst-served submission does as well as the search can make it."""
    movable = plan.ground.needed > 0
    if not movable.any():
        return
    low, high = float(plan.means[movable].min()), highest_floor(plan)
    best = plan.pairs()
    floor = high
    for _halving in range(HALVINGS):
        if high - low < 1e-3 * max(high, 1e-9):
            break
        found = _fill_up(plan, floor, PATIENCE)
        plan.place(found)
        reached = _worst(plan)
        if reached > low + 1e-9:
            low, best = reached, found
        if reached < floor - 1e-9:
            high = floor
        floor = (low + high) / 2
    plan.place(best)
    _regain(plan, low)


def _worst(plan: Plan) -> float:
    return float(plan.means[plan.ground.needed > 0].min())


def _regain(plan: Plan, floor: float) -> None:
    """Win total fit back while nothing falls below the floor."""
    least = np.minimum(floor * plan.counts, plan.sums) - 1e-9

    def cost(submissions: Array, sums: Array) -> Array:
        return np.where(sums < least[submissions], FORBIDDEN, 0) - sums

    make_rings(plan, HandOvers(plan, cost), most=MOST_CELLS // len(plan.loads) ** 2 + 100)


def _fill_up(plan: Plan, floor: float, patience: int) -> Array:
    """Lift everything to the floor; where the search stands still, what is still below weighs more and more."""
    least, weight = floor * plan.counts, np.full(len(plan.counts), WEIGHT)

    def cost(submissions: Array, sums: Array) -> Array:
        gap = np.maximum(0, least[submissions] - sums)
        return weight[submissions] * gap * (1 + 4 * gap) - sums

    best, reached = plan.pairs(), _worst(plan)
    hops = _hops(len(plan.loads))
    for _try in range(patience):
        _lift(plan, HandOvers(plan, cost), floor, hops)
        if _worst(plan) > reached:
            best, reached = plan.pairs(), _worst(plan)
        below = (plan.means < floor - 1e-9) & (plan.ground.needed > 0)
        if not below.any():
            break
        weight[below] *= 2
    return best


def _lift(plan: Plan, graph: HandOvers, floor: float, hops: int) -> None:
    moved = True
    while moved:
        moved, means = False, plan.means
        for one in np.argsort(means, kind="stable").tolist():
            if means[one] >= floor - 1e-9:
                break
            if plan.of_submission[one] and plan.means[one] < floor - 1e-9:
                moved |= _better(plan, graph, one, hops)


def _hops(judges: int) -> int:
    return 4 if judges <= 300 else 3 if judges <= 800 else 2


def _better(plan: Plan, graph: HandOvers, one: int, hops: int) -> bool:
    """Find the chain that helps this submission most for its price, and make it."""
    best, chain = -SMALLEST_GAIN, None
    for giver in list(plan.of_submission[one]):
        first = plan.costs_of_giving(one, giver, graph.cost)
        distance, nexts = graph.ways_back(giver, hops)
        total = first + distance
        taker = int(total.argmin())
        if total[taker] < best:
            found = _chain(graph, one, giver, taker, nexts)
            if found is not None:
                best, chain = total[taker], found
    if chain is None:
        return False
    carry_out(plan, graph, chain)
    return True


def _chain(graph: HandOvers, one: int, giver: int, taker: int, nexts: list[Array]) -> Chain | None:
    """The hand-overs in order; None when one submission would have to change twice."""
    chain, here = [(one, giver, taker)], taker
    for step in reversed(nexts):
        there = int(step[here])
        if there < 0:
            continue
        chain.append((int(graph.submissions[here, there]), here, there))
        here = there
    names = [submission for submission, _giver, _taker in chain]
    return chain if len(set(names)) == len(names) else None
