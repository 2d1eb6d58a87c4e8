"""An assignment that is being improved: who judges what now, and what each hand-over between two judges would cost.

A hand-over takes a submission from one judge and gives it to another. The cheapest one between any two judges makes a
graph on the judges alone, so that a chain or ring of hand-overs of any length is a shortest path (cyclic exchange,
Thompson and Orlin 1989). Loads stay within their limits: a chain ends where it began, or at judges with room.
"""

from collections.abc import Callable
from itertools import chain

import numpy as np

from portal.assignments.ground import Ground, blocks
from portal.assignments.problem import NOT_GIVEN
from portal.assignments.tables import Array

NEVER = np.float32(np.inf)
SHORT_FLOATS_ABOVE = 20_000_000
EXACT_UP_TO = 300
"""Judges up to whom hand-overs are held in long floats; beyond, short ones save memory and time."""

Cost = Callable[[Array, Array], Array]
"""What a submission's sum of fits costs: (submissions, sums) to costs."""


def fit_matrix(ground: Ground) -> Array:
    """The fit of every pair, one row a submission; in short floats when there are very many."""
    judges, submissions = ground.problem.shape
    kind = np.float32 if judges * submissions > SHORT_FLOATS_ABOVE else np.float64
    fit = np.empty((submissions, judges), kind)
    for start, stop in blocks(ground.problem):
        fit[start:stop] = ground.problem.fit.block(start, stop)
    return fit


class Plan:
    """Movable pairs with the sums and loads they and the standing pairs make."""

    def __init__(self, ground: Ground, pairs: Array, fit: Array | None = None):
        self.ground, self.fit = ground, fit_matrix(ground) if fit is None else fit
        # Hand-overs are checked against the groups one by one, so that groups that cross need no narrowing here.
        self.allowed = ground.eligible if ground.crossing is None else ground.crossing
        self.counts = np.maximum(1, ground.problem.needed)
        self.place(pairs)

    def place(self, pairs: Array) -> None:
        """Put these movable pairs in the place of the present ones."""
        ground = self.ground
        judges, submissions = ground.problem.shape
        self.of_submission: list[list[int]] = [[] for _ in range(submissions)]
        self.of_judge: list[set[int]] = [set() for _ in range(judges)]
        for judge, submission in pairs.tolist():
            self.of_submission[submission].append(judge)
            self.of_judge[judge].add(submission)
        standing = ground.problem.standing
        self.sums = np.zeros(submissions)
        for some in (pairs, standing):
            np.add.at(self.sums, some[:, 1], self.fit[some[:, 1], some[:, 0]])
        self.loads = np.bincount(pairs[:, 0], minlength=judges)
        bounds = ground.bounds
        self.low = np.minimum(np.minimum(bounds.low, bounds.most), self.loads)
        self.high = np.maximum(np.clip(bounds.high, self.low, bounds.most), self.loads)

    @property
    def means(self) -> Array:
        """Each submission's mean fit."""
        return self.sums / self.counts

    def pairs(self) -> Array:
        """The movable pairs, in the order of submission, then judge."""
        listed = [(judge, one) for one, judges in enumerate(self.of_submission) for judge in sorted(judges)]
        return np.array(listed, np.int64).reshape(-1, 2)

    def may_take(self, submission: int, giver: int | None = None) -> Array:
        """Which judges may take the submission over from the giver, or in addition to those who have it."""
        ground, held = self.ground, self.of_submission[submission]
        free = self.allowed[submission].copy()
        free[held] = False
        others = [judge for judge in held if judge != giver]
        if ground.problem.distinct_organisations and others:
            homes = ground.problem.judge_organisation
            taken = homes[others]
            free &= ~np.isin(homes, taken[taken != NOT_GIVEN])
        if ground.inexpert is not None:
            inexpert = ground.inexpert[submission]
            if inexpert[others].sum() >= ground.inexpert_room[submission]:
                free &= ~inexpert
        return free

    def costs_of_giving(self, submission: int, giver: int, cost: Cost) -> Array:
        """What it costs to hand the submission from the giver to each judge; infinite where it must not be."""
        sums = self.sums[submission] - self.fit[submission, giver] + self.fit[submission]
        name = np.array(submission)
        change = cost(name, sums) - cost(name, self.sums[submission])
        return np.where(self.may_take(submission, giver), change, np.inf)

    def hand_over(self, submission: int, giver: int, taker: int) -> None:
        """Make the change."""
        held = self.of_submission[submission]
        held[held.index(giver)] = taker
        self.of_judge[giver].remove(submission)
        self.of_judge[taker].add(submission)
        self.sums[submission] += float(self.fit[submission, taker]) - float(self.fit[submission, giver])
        self.loads[giver] -= 1
        self.loads[taker] += 1


class HandOvers:
    """The cheapest hand-over between any two judges, kept up to date as the plan changes."""

    def __init__(self, plan: Plan, cost: Cost):
        self.plan, self.cost = plan, cost
        judges = plan.ground.problem.shape[0]
        kind = np.float64 if judges <= EXACT_UP_TO else np.float32
        self.costs = np.full((judges, judges), np.inf, kind)
        self.submissions = np.full((judges, judges), -1, np.int32)
        self.renew(range(judges))

    def renew(self, givers: "range | set[int]") -> None:
        """Look again at what some judges could hand over."""
        for giver in givers:
            held = sorted(self.plan.of_judge[giver])
            if not held:
                self.costs[giver], self.submissions[giver] = np.inf, -1
                continue
            each = self._costs_from(giver, held)
            best = each.argmin(axis=0)
            self.costs[giver] = each[best, np.arange(each.shape[1])]
            self.submissions[giver] = np.array(held)[best]

    def _costs_from(self, giver: int, held: list[int]) -> Array:
        plan = self.plan
        rows = np.array(held)
        sums = (plan.sums[rows] - plan.fit[rows, giver])[:, None] + plan.fit[rows]
        change = self.cost(rows[:, None], sums) - self.cost(rows, plan.sums[rows])[:, None]
        change[~plan.allowed[rows]] = np.inf
        panels = [plan.of_submission[one] for one in held]
        places = np.repeat(np.arange(len(held)), [len(panel) for panel in panels])
        members = np.fromiter(chain.from_iterable(panels), np.int64, len(places))
        change[places, members] = np.inf
        others = members != giver
        self._bar_full_groups(change, rows, places[others], members[others])
        return change

    def _bar_full_groups(self, change: Array, rows: Array, places: Array, others: Array) -> None:
        ground = self.plan.ground
        if ground.problem.distinct_organisations:
            homes = ground.problem.judge_organisation
            taken = np.zeros((len(rows), int(homes.max(initial=0)) + 2), bool)
            taken[places, homes[others]] = True
            taken[:, NOT_GIVEN] = False
            change[taken[:, homes]] = np.inf
        if ground.inexpert is not None:
            count = np.bincount(places, ground.inexpert[rows[places], others], minlength=len(rows))
            full = count >= ground.inexpert_room[rows]
            change[full[:, None] & ground.inexpert[rows]] = np.inf

    def ways_back(self, target: int, hops: int) -> tuple[Array, list[Array]]:
        """The cheapest way from every judge to the target in at most so many hand-overs, and each way's next judge.

        A judge with room ends a way at no cost when the target may go one below its load.
        """
        plan = self.plan
        distance = np.full(len(self.costs), np.inf, self.costs.dtype)
        distance[target] = 0
        if plan.loads[target] > plan.low[target]:
            distance[plan.loads < plan.high] = 0
        nexts: list[Array] = []
        for _hop in range(hops):
            through = self.costs + distance[None, :]
            step = through.argmin(axis=1)
            length = through[np.arange(len(step)), step]
            nexts.append(np.where(length < distance, step, -1))
            distance = np.minimum(distance, length)
        return distance, nexts
