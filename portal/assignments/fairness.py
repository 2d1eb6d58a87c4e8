"""Raising the worst-served submission without touching any limit, and giving up as little total fit as that takes.

For a floor under every submission's mean fit, what lies below it costs far more than total fit; chains of hand-overs
that lessen the cost are made until none is left. Where that stands still, what is still below weighs more and more.
The floor is found by halving between what is reached and what no assignment can exceed. The same steps are made in the
same order every time: nothing is drawn by lot.
"""

import numpy as np

from portal.assignments.plan import Cost, HandOvers, Plan
from portal.assignments.rings import SMALLEST_GAIN, Chain, carry_out, make_rings
from portal.assignments.tables import Array

WEIGHT = 1_000.0
FINENESS = 1e-4
PATIENCE = 12
FEW_JUDGES = 300
FORBIDDEN = 1e6
MOST_CELLS = 100_000_000


def highest_floor(plan: Plan) -> float:
    """A mean that no assignment lets every submission exceed: the worst of what each would get alone."""
    ground = plan.ground
    best = np.inf
    for one in np.flatnonzero(ground.needed > 0):
        kept = plan.sums[one] - plan.fit[one, plan.of_submission[one]].sum()
        open_to = np.sort(plan.fit[one][plan.allowed[one]])
        best = min(best, float(kept + open_to[len(open_to) - ground.needed[one] :].sum()) / plan.counts[one])
    return best


class Effort:
    """How much may still be tried, in microseconds of a usual machine; counted, never measured, so that the same
    problem has the same answer everywhere.
    """

    def __init__(self, judges: int):
        self.try_costs = 700 + judges * judges * _hops(judges) // 300
        usual = min(12_000_000, max(40_000, 3 * judges**3 // 2))
        self.left = usual if judges <= FEW_JUDGES else 3_000 * judges

    def graph(self, plan: Plan, cost: Cost) -> HandOvers:
        """Pay for a new graph of hand-overs."""
        self.left -= len(plan.loads) * (40 + int(plan.loads.sum()) // 100)
        return HandOvers(plan, cost)

    def spend(self) -> bool:
        """Pay for one try; whether there was enough left."""
        self.left -= self.try_costs
        return self.left >= 0


def raise_the_worst(plan: Plan) -> float:
    """Change the plan so that its worst-served submission does as well as the search can make it; the bound on that."""
    effort, before = Effort(len(plan.loads)), plan.pairs()
    low, bound = _worst(plan), highest_floor(plan)
    high = floor = bound
    while high - low > FINENESS * high and effort.left > 0:
        plan.place(_fill_up(plan, floor, effort))
        low = max(low, _worst(plan))
        high = high if low >= floor - 1e-9 else floor
        floor = (low + high) / 2
    if not np.array_equal(plan.pairs(), before):
        _regain(plan, low)
    return bound


def _worst(plan: Plan) -> float:
    return float(plan.means[plan.ground.needed > 0].min())


def _regain(plan: Plan, floor: float) -> None:
    """Win total fit back while nothing falls below the floor."""
    least = np.minimum(floor * plan.counts, plan.sums) - 1e-9

    def cost(submissions: Array, sums: Array) -> Array:
        return np.where(sums < least[submissions], FORBIDDEN, 0) - sums

    make_rings(plan, HandOvers(plan, cost), most=MOST_CELLS // len(plan.loads) ** 2 + 100)


def _fill_up(plan: Plan, floor: float, effort: Effort) -> Array:
    """Lift everything to the floor; where the search stands still, what is still below weighs more and more."""
    least, weight = floor * plan.counts, np.full(len(plan.counts), WEIGHT)

    def cost(submissions: Array, sums: Array) -> Array:
        gap = np.maximum(0, least[submissions] - sums)
        return weight[submissions] * gap * (1 + 4 * gap) - sums

    best, reached = plan.pairs(), _worst(plan)
    for _try in range(PATIENCE):
        _lift(plan, effort.graph(plan, cost), floor, effort)
        if _worst(plan) > reached:
            best, reached = plan.pairs(), _worst(plan)
        below = (plan.means < floor - 1e-9) & (plan.ground.needed > 0)
        if not below.any() or effort.left <= 0:
            break
        weight[below] *= 2
    return best


def _lift(plan: Plan, graph: HandOvers, floor: float, effort: Effort) -> None:
    hops, moved = _hops(len(plan.loads)), True
    while moved:
        moved, means = False, plan.means
        for one in np.argsort(means, kind="stable").tolist():
            if means[one] >= floor - 1e-9:
                break
            if not effort.spend():
                return
            if plan.of_submission[one] and plan.means[one] < floor - 1e-9:
                moved |= _better(plan, graph, one, hops)


def _hops(judges: int) -> int:
    return 4 if judges <= FEW_JUDGES else 3 if judges <= 800 else 2


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
