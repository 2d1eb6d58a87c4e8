"""Filling gaps one sheet at a time, over every pair that may be made, and finding the limits that clash if it fails.

A sheet may be handed along a chain of judges until one with room is found (augmenting path). Where no chain leads to
room, the judges that were reached are all full, and the submissions that lean on them need more than there is: that is
the smallest cut of the network seen from the gap (Ford and Fulkerson; for pairs, Hall's condition).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from portal.assignments.candidates import choose_candidates, pricing
from portal.assignments.ground import Ground
from portal.assignments.network import build_network, largest_flow
from portal.assignments.plan import Plan
from portal.assignments.tables import Array, no_pairs

NO_FIT = np.zeros((0, 0))


@dataclass(frozen=True)
class Clash:
    """Limits that cannot all be kept: these submissions need `needed` sheets, these judges have `room` for them in all,
    and the others may take no more than `elsewhere` of them; `missing` sheets remain.
    """

    submissions: tuple[int, ...]
    judges: tuple[int, ...]
    needed: int
    room: int
    elsewhere: int
    missing: int


class Filling:
    """A partial assignment being filled."""

    def __init__(self, ground: Ground, pairs: Array):
        shape = ground.problem.shape
        # How well pairs fit plays no part here.
        self.plan = Plan(ground, pairs, np.broadcast_to(np.float32(0), (shape[1], shape[0])))
        self.free = ground.eligible.copy()
        self.free[pairs[:, 1], pairs[:, 0]] = False
        self.gaps = ground.needed - np.bincount(pairs[:, 1], minlength=shape[1])
        self.grouped = ground.problem.distinct_organisations or ground.inexpert is not None
        self.closed = np.zeros(shape[0], bool)
        """Judges from whom no chain leads to room."""
        self.reach: Array | None = None

    @property
    def most(self) -> Array:
        """How much each judge can take."""
        return self.plan.ground.bounds.most

    def fill(self) -> bool:
        """Fill what can be filled; whether no gap is left."""
        for submission in np.flatnonzero(self.gaps > 0).tolist():
            while self.gaps[submission] > 0 and self._fill_one(submission):
                self.gaps[submission] -= 1
        return not (self.gaps > 0).any()

    def _takers(self, submission: int, giver: int | None = None) -> Array:
        return self.plan.may_take(submission, giver) if self.grouped else self.free[submission]

    def _fill_one(self, submission: int) -> bool:
        takers = self._takers(submission) & ~self.closed
        room = self.most - self.plan.loads
        direct = np.where(takers, room, 0)
        if direct.max(initial=0) > 0:
            self._give(submission, int(direct.argmax()))
            return True
        before = self._search(takers)
        ends = np.flatnonzero((before > -2) & (room > 0))
        if not len(ends):
            self.closed |= before > -2
            return False
        self._pass_along(submission, int(ends[0]), before)
        return True

    def _search(self, takers: Array) -> Array:
        """Who was reached from whom: -1 for the first takers, -2 for judges that were not reached."""
        reach, room = self._reach_graph(), self.most - self.plan.loads
        before = np.where(takers, -1, -2)
        frontier = np.flatnonzero(takers)
        while len(frontier) and not (room[frontier] > 0).any():
            found = reach[frontier] & (before == -2)[None, :] & ~self.closed[None, :]
            new = np.flatnonzero(found.any(axis=0))
            before[new] = frontier[found[:, new].argmax(axis=0)]
            frontier = new
        return before

    def _reach_graph(self) -> Array:
        if self.reach is None:
            judges = len(self.plan.loads)
            self.reach = np.zeros((judges, judges), bool)
            for judge in range(judges):
                self._renew(judge)
        return self.reach

    def _renew(self, judge: int) -> None:
        if self.reach is None:
            return
        held = sorted(self.plan.of_judge[judge])
        if self.grouped:
            self.reach[judge] = False
            for submission in held:
                self.reach[judge] |= self._takers(submission, judge)
        else:
            self.reach[judge] = self.free[held].any(axis=0)

    def _pass_along(self, submission: int, end: int, before: Array) -> None:
        chain = [end]
        while before[chain[-1]] >= 0:
            chain.append(int(before[chain[-1]]))
        for taker, giver in pairwise(chain):
            held = sorted(self.plan.of_judge[giver])
            handed = next(one for one in held if self._takers(one, giver)[taker])
            self._take(handed, giver)
            self._give(handed, taker)
        self._give(submission, chain[-1])

    def _give(self, submission: int, judge: int) -> None:
        self.plan.of_submission[submission].append(judge)
        self.plan.of_judge[judge].add(submission)
        self.plan.loads[judge] += 1
        self.free[submission, judge] = False
        for other in self.plan.of_submission[submission]:
            self._renew(other)

    def _take(self, submission: int, judge: int) -> None:
        self.plan.of_submission[submission].remove(judge)
        self.plan.of_judge[judge].remove(submission)
        self.plan.loads[judge] -= 1
        self.free[submission, judge] = True
        for other in (judge, *self.plan.of_submission[submission]):
            self._renew(other)

    def clashes(self) -> list[Clash]:
        """Why gaps are left, one clash for each group of judges that has nothing to do with the others."""
        groups: dict[int, tuple[set[int], set[int]]] = {}
        label = self._labels()
        for submission in np.flatnonzero(self.gaps > 0).tolist():
            takers = np.flatnonzero(self._takers(submission))
            key = int(label[takers[0]]) if len(takers) else -1 - submission
            judges, submissions = groups.setdefault(key, (set(), set()))
            submissions.add(submission)
            if len(takers):
                judges |= set(np.flatnonzero(label == key).tolist())
        return [self._clash(judges, submissions) for judges, submissions in groups.values()]

    def _labels(self) -> Array:
        """A number for every reached judge, the same where a gap or a hand-over joins them; -1 for the others."""
        reach = self._reach_graph()
        label = np.where(self.closed, np.arange(len(self.closed)), -1)
        links = [np.flatnonzero(self._takers(int(one))) for one in np.flatnonzero(self.gaps > 0)]
        links += [np.append(np.flatnonzero(reach[judge]), judge) for judge in np.flatnonzero(self.closed)]
        for joined in links:
            if len(joined):
                old = np.unique(label[joined])
                label[np.isin(label, old[old >= 0])] = old[old >= 0].min(initial=len(label))
        return label

    def _clash(self, judges: set[int], submissions: set[int]) -> Clash:
        problem, standing = self.plan.ground.problem, self.plan.ground.problem.standing
        leaning = submissions | {one for judge in judges for one in self.plan.of_judge[judge]}
        inside = np.isin(standing[:, 1], sorted(leaning))
        among = np.isin(standing[:, 0], sorted(judges))
        here = [int(self.most[judge]) for judge in judges]
        needed = int(problem.needed[sorted(leaning)].sum())
        room = sum(here) + int((inside & among).sum())
        missing = int(self.gaps[sorted(submissions)].sum())
        return Clash(tuple(sorted(leaning)), tuple(sorted(judges)), needed, room, needed - missing - room, missing)


def examine(ground: Ground) -> Filling:
    """The fullest assignment there is: first by a largest flow among the candidates, then over every pair."""
    prices = pricing(ground)
    candidates = choose_candidates(ground, prices)
    chosen = largest_flow(build_network(ground, candidates, prices))[: len(candidates)] > 0
    pairs = np.column_stack([candidates.judges[chosen], candidates.submissions[chosen]]).astype(np.int64)
    filling = Filling(ground, pairs if len(pairs) else no_pairs())
    filling.fill()
    return filling
