"""Shadow prices of judges: the proof that an assignment is the best, or the pairs that would better it.

Handing a sheet of one submission from judge a to judge b costs the difference of two pairs. The cheapest hand-over
between any two judges makes a graph; where its shortest distances exist, no exchange of any length does better, which
is the optimality condition of a minimum-cost flow. A pair outside the candidates only matters if it beats the prices.
"""

import numpy as np

from portal.assignments.candidates import Candidates, Pricing, open_blocks
from portal.assignments.ground import Ground
from portal.assignments.network import load_steps
from portal.assignments.problem import NOT_GIVEN
from portal.assignments.tables import Array

NEVER = 2**62
HAND_OVERS_AT_ONCE = 4_000_000
MORE_PER_SUBMISSION = 4


def shadow_prices(ground: Ground, candidates: Candidates, chosen: Array, prices: Pricing) -> Array:
    """Distances of the judges in the graph of hand-overs; the candidates' optimum guarantees that they exist."""
    graph = _hand_overs(ground, candidates, chosen)
    _add_load_steps(graph, ground, np.bincount(candidates.judges[chosen], minlength=len(graph) - 1), prices)
    distance = np.zeros(len(graph), np.int64)
    for _round in range(len(graph) + 1):
        shorter = np.minimum(distance, (distance[:, None] + graph).min(axis=0))
        if np.array_equal(shorter, distance):
            return distance[:-1]
        distance = shorter
    raise ArithmeticError("the flow was not the best among its candidates")


def _hand_overs(ground: Ground, candidates: Candidates, chosen: Array) -> Array:
    """The cheapest hand-over from each judge to each other; the last row and column stand for free capacity."""
    judges, submissions = ground.problem.shape
    graph = np.full((judges + 1, judges + 1), NEVER, np.int64)
    begin = np.searchsorted(candidates.submissions, np.arange(submissions + 1))
    slots = np.flatnonzero(chosen)
    widths = np.diff(begin)[candidates.submissions[slots]]
    tight = _Tightness(ground, candidates.submissions[slots], candidates.judges[slots])
    edges = np.searchsorted(np.cumsum(widths), np.arange(0, int(widths.sum()) + 1, HAND_OVERS_AT_ONCE))
    for first, last in zip(edges, [*edges[1:], len(slots)], strict=True):
        some = slots[first:last]
        width = widths[first:last]
        giver = np.repeat(some, width)
        within = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
        taker = begin[candidates.submissions[giver]] + within
        open_to = ~chosen[taker] & tight.allows(
            candidates.submissions[giver], candidates.judges[giver], candidates.judges[taker]
        )
        giver, taker = giver[open_to], taker[open_to]
        places = candidates.judges[giver].astype(np.int64) * (judges + 1) + candidates.judges[taker]
        np.minimum.at(graph.reshape(-1), places, candidates.costs[taker] - candidates.costs[giver])
    return graph


class _Tightness:
    """Which groups of a submission are full, so that a newcomer can only replace one of the same group."""

    def __init__(self, ground: Ground, submissions: Array, judges: Array):
        self.homes = ground.problem.judge_organisation if ground.problem.distinct_organisations else None
        self.inexpert = ground.inexpert
        count = ground.problem.shape[1]
        if self.homes is not None:
            self.taken = np.zeros((count, int(self.homes.max(initial=0)) + 2), bool)
            self.taken[submissions, self.homes[judges]] = True
            self.taken[:, NOT_GIVEN] = False
        if self.inexpert is not None:
            others = np.bincount(submissions, self.inexpert[submissions, judges], minlength=count)
            self.full = others >= ground.inexpert_room

    def allows(self, submissions: Array, givers: Array, takers: Array) -> Array:
        """Whether the submissions may pass from the givers to the takers."""
        allowed = np.ones(len(givers), bool)
        if self.homes is not None:
            allowed &= ~self.taken[submissions, self.homes[takers]] | (self.homes[givers] == self.homes[takers])
        if self.inexpert is not None:
            newly = self.inexpert[submissions, takers] & ~self.inexpert[submissions, givers]
            allowed &= ~(newly & self.full[submissions])
        return allowed


def _add_load_steps(graph: Array, ground: Ground, loads: Array, prices: Pricing) -> None:
    """A judge may take one more at the price of the next step, and give one back at the price of the last."""
    reached = np.zeros(len(loads), np.int64)
    for room, cost in load_steps(ground, prices):
        beyond = reached + room
        more = (loads >= reached) & (loads < beyond)
        fewer = (loads > reached) & (loads <= beyond)
        graph[:-1, -1][more] = cost
        graph[-1, :-1][fewer] = -cost
        reached = beyond


def better_pairs(
    ground: Ground, candidates: Candidates, chosen: Array, distance: Array, prices: Pricing
) -> tuple[Array, Array, Array]:
    """Pairs outside the candidates that beat the prices: submissions, judges and costs; none proves the optimum."""
    judges = ground.problem.shape[0]
    keys = candidates.keys(judges)
    ceiling = _Ceiling(ground, candidates, chosen, distance)
    worth = (distance / prices.scale).astype(np.float32)
    # A first look in short floats with room for their rounding; what comes through is looked at exactly below.
    slack = np.float32(1e-6 * (2 + np.abs(worth).max(initial=0)))
    nothing = np.zeros(0, np.int64)
    found = [(nothing, nothing, nothing, nothing)]
    for names, fit, open_pairs in open_blocks(ground):
        promising = np.add(fit, worth, dtype=np.float32) > ceiling.block(names, prices.scale) - slack
        promising &= open_pairs
        rows, columns = np.divmod(np.flatnonzero(promising), judges)
        place = names[rows] * judges + columns
        exact = prices.costs(fit[rows, columns], place)
        gain = ceiling.at(names[rows], columns) - (exact - distance[columns])
        better = (gain > 0) & ~_among(place, keys)
        found.append((names[rows[better]], columns[better], exact[better], gain[better]))
    rows, columns, costs, gain = (np.concatenate(each) for each in zip(*found, strict=True))
    most = MORE_PER_SUBMISSION * ground.problem.shape[1]
    first = np.argsort(-gain, kind="stable")[:most]
    return rows[first], columns[first], costs[first]


def _among(places: Array, keys: Array) -> Array:
    """Whether each place is one of the rising keys."""
    if not len(keys):
        return np.zeros(len(places), bool)
    return keys[np.minimum(np.searchsorted(keys, places), len(keys) - 1)] == places


class _Ceiling:
    """The reduced cost a newcomer to a submission has to beat: that of the dearest pair it could replace."""

    def __init__(self, ground: Ground, candidates: Candidates, chosen: Array, distance: Array):
        submissions, judges = candidates.submissions[chosen], candidates.judges[chosen]
        worth = candidates.costs[chosen] - distance[judges]
        count = ground.problem.shape[1]
        self.ground, self.homes = ground, None
        self.any = np.full(count, -NEVER, np.int64)
        np.maximum.at(self.any, submissions, worth)
        self.other = self.any
        if ground.inexpert is not None:
            behind = ground.inexpert[submissions, judges]
            full = np.bincount(submissions, behind, minlength=count) >= ground.inexpert_room
            self.other = np.where(full, -NEVER, self.any)
            np.maximum.at(self.other, submissions[behind], worth[behind])
            self.other = np.where(full, self.other, self.any)
        if ground.problem.distinct_organisations:
            self.homes = ground.problem.judge_organisation
            self.colleague = np.full((count, int(self.homes.max(initial=0)) + 2), NEVER, np.int64)
            known = self.homes[judges] != NOT_GIVEN
            self.colleague[submissions[known], self.homes[judges[known]]] = worth[known]

    def at(self, submissions: Array, judges: Array) -> Array:
        """The ceiling of some pairs."""
        found = self.any[submissions]
        if self.ground.inexpert is not None:
            found = np.where(self.ground.inexpert[submissions, judges], self.other[submissions], found)
        if self.homes is not None:
            colleague = self.colleague[submissions, self.homes[judges]]
            found = np.where(colleague == NEVER, found, colleague)
        return found

    def block(self, names: Array, scale: int) -> Array:
        """The fit, corrected by the prices, that a newcomer has to exceed; one column when it is the same for all."""
        threshold = _as_fit(self.any[names, None], scale)
        if self.ground.inexpert is not None:
            other = _as_fit(self.other[names, None], scale)
            threshold = np.where(self.ground.inexpert[names], other, threshold)
        if self.homes is not None:
            colleague = _as_fit(self.colleague[names], scale)[:, self.homes]
            threshold = np.where(np.isneginf(colleague), threshold, colleague)
        return threshold


def _as_fit(costs: Array, scale: int) -> Array:
    fit = (costs / -scale).astype(np.float32)
    fit[costs == NEVER], fit[costs == -NEVER] = -np.inf, np.inf
    return fit
