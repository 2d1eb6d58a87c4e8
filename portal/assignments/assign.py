"""The whole assignment: the best total, then the worst-served, then overlap; or a repair, a draw, or why not."""

from dataclasses import dataclass, field

import numpy as np

from portal.assignments.contradictions import Contradiction, contradictions, without_contradictions
from portal.assignments.crossing import solve_if_crossing
from portal.assignments.fairness import raise_the_worst
from portal.assignments.filling import Clash, Filling, examine
from portal.assignments.flow import best_total
from portal.assignments.ground import Ground, lay_ground
from portal.assignments.lottery import draw
from portal.assignments.overlap import Overlap, connect, overlap
from portal.assignments.plan import Plan
from portal.assignments.problem import WORST_FIRST, Problem, limits
from portal.assignments.relaxations import Relaxation, relaxations, works
from portal.assignments.repair import adjust
from portal.assignments.tables import Array, no_pairs

OPTIMAL, FEASIBLE, INFEASIBLE = "optimal", "feasible", "infeasible"


@dataclass(frozen=True)
class Answer:
    """What came out. All pairs are rows of (judge, submission) by position, in the order of submission, then judge."""

    status: str
    problem: Problem
    pairs: Array = field(default_factory=no_pairs)
    overlap: Overlap = field(default_factory=lambda: Overlap(0, 0))
    best_total_fit: float | None = None
    bound_on_worst: float | None = None
    expected_fit: float | None = None
    probabilities: Array | None = None
    fewest_changes: bool | None = None
    clashes: tuple[Clash, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()

    @property
    def fits(self) -> Array:
        """The fit of each pair."""
        return self.problem.fit.at(self.pairs[:, 0], self.pairs[:, 1]).astype(np.float64)

    @property
    def loads(self) -> Array:
        """How many submissions each judge has."""
        return np.bincount(self.pairs[:, 0], minlength=self.problem.shape[0])

    @property
    def means(self) -> Array:
        """The mean fit of each submission that has judges."""
        count = self.problem.shape[1]
        have = np.bincount(self.pairs[:, 1], minlength=count)
        return np.bincount(self.pairs[:, 1], self.fits, minlength=count)[have > 0] / have[have > 0]

    @property
    def below_minimum(self) -> Array:
        """Judges who have less than the least that was asked for."""
        return np.flatnonzero(self.loads < limits(self.problem).low)


def assign(problem: Problem) -> Answer:
    """Solve. The same problem gives the same answer, whatever the machine."""
    if found := contradictions(problem):
        return _contradicted(problem, found)
    ground = lay_ground(problem)
    if problem.pair_probability_cap is not None:
        return _drawn(ground, problem.pair_probability_cap)
    if len(problem.keep):
        return _adjusted(ground)
    if crossed := solve_if_crossing(ground):
        return _improved(ground, crossed.pairs, crossed.proven)
    answer = best_total(ground)
    if answer is None:
        filling = examine(ground)
        if (filling.gaps > 0).any():
            if crossed := solve_if_crossing(ground, even_if_many=True):
                return _improved(ground, crossed.pairs, crossed.proven)
            return _impossible(filling)
        answer = best_total(ground, extra=filling.plan.pairs())
        if answer is None:
            return _finished(ground, filling.plan.pairs(), proven=False)
    return _improved(ground, answer.pairs, answer.proven)


def _improved(ground: Ground, pairs: Array, proven: bool) -> Answer:
    problem = ground.problem
    best = float(Answer(OPTIMAL, problem, _all_pairs(ground, pairs)).fits.sum())
    bound = None
    plan = None
    if problem.fairness == WORST_FIRST and (ground.needed > 0).any():
        plan = Plan(ground, pairs)
        bound = raise_the_worst(plan)
    if problem.require_connected and not overlap(ground, pairs if plan is None else plan.pairs()).connected:
        plan = plan or Plan(ground, pairs)
        connect(plan)
    if plan is not None:
        changed = plan.pairs()
        proven = proven and len(changed) == len(pairs) and bool((changed == pairs).all())
        pairs = changed
    return _finished(ground, pairs, proven=proven, best_total_fit=best, bound_on_worst=bound)


def _all_pairs(ground: Ground, pairs: Array) -> Array:
    both = np.concatenate([pairs, ground.problem.standing])
    return both[np.lexsort((both[:, 0], both[:, 1]))]


def _finished(ground: Ground, pairs: Array, *, proven: bool, **more: object) -> Answer:
    status = OPTIMAL if proven else FEASIBLE
    return Answer(status, ground.problem, _all_pairs(ground, pairs), overlap(ground, pairs), **more)  # type: ignore[arg-type]


def _adjusted(ground: Ground) -> Answer:
    repaired = adjust(ground)
    if repaired.filling is not None:
        return _impossible(repaired.filling)
    pairs = no_pairs() if repaired.pairs is None else repaired.pairs
    return _finished(ground, pairs, proven=repaired.fewest, fewest_changes=repaired.fewest)


def _drawn(ground: Ground, cap: float) -> Answer:
    drawn = draw(ground, cap)
    if drawn is not None:
        drawn_at = np.lexsort((drawn.pairs[:, 0], drawn.pairs[:, 1]))
        return _finished(
            ground,
            drawn.pairs[drawn_at],
            proven=False,
            probabilities=drawn.probabilities[drawn_at],
            expected_fit=drawn.expected_fit,
        )
    filling = examine(ground)
    if (filling.gaps > 0).any():
        return _impossible(filling)
    return Answer(INFEASIBLE, ground.problem, relaxations=tuple(_higher_caps(ground, cap)))


def _higher_caps(ground: Ground, cap: float) -> list[Relaxation]:
    for hundredths in (*range(5 * (int(cap * 20) + 1), 100, 5), 100):
        if draw(ground, hundredths / 100) is not None:
            return [Relaxation("pair_probability_cap", {"from": cap, "to": hundredths / 100})]
    return []


def _impossible(filling: Filling) -> Answer:
    clashes = filling.clashes()
    return Answer(
        INFEASIBLE,
        filling.plan.ground.problem,
        clashes=tuple(clashes),
        relaxations=tuple(relaxations(filling, clashes)),
    )


def _contradicted(problem: Problem, found: list[Contradiction]) -> Answer:
    changed, out = without_contradictions(problem, found)
    ways: tuple[Relaxation, ...] = ()
    if not contradictions(changed) and works(examine(lay_ground(changed)), changed):
        ways = (Relaxation("fixed", {"remove": out}),)
    return Answer(INFEASIBLE, problem, contradictions=tuple(found), relaxations=ways)
