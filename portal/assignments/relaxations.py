"""Changes of which each alone makes an impossible assignment possible, each tried before it is offered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from portal.assignments.filling import Clash, Filling
from portal.assignments.ground import Ground, lay_ground
from portal.assignments.problem import NOT_GIVEN, Problem
from portal.assignments.tables import Array, WidenedTable, no_pairs

MOST_MORE_JUDGES = 10_000
MOST_MORE_PAIRS = 20_000_000


@dataclass(frozen=True)
class Relaxation:
    """One way out: its kind, whom it concerns by position, and the numbers it changes."""

    kind: str
    details: dict[str, Any] = field(default_factory=dict)
    judges: tuple[int, ...] = ()
    submissions: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


def apply_relaxation(problem: Problem, relaxation: Relaxation) -> Problem:
    """The problem with the change made: what a one-click what-if solves."""
    if relaxation.kind == "max_load":
        changed = problem.max_load.copy()
        changed[list(relaxation.judges)] = relaxation.after
        return problem.changed(max_load=changed)
    if relaxation.kind == "judges_needed":
        needed = problem.needed.copy()
        needed[list(relaxation.submissions)] = relaxation.after
        return problem.changed(needed=needed)
    if relaxation.kind == "add_judges":
        return _with_judges(problem, relaxation.details["count"], relaxation.details["max_load"])
    if relaxation.kind == "forbidden":
        return problem.changed(forbidden=no_pairs())
    return problem.changed(**{relaxation.kind: relaxation.details["to"]})


def _with_judges(problem: Problem, count: int, max_load: int) -> Problem:
    judges = problem.shape[0]

    def longer(values: Array, value: int) -> Array:
        return np.concatenate([values, np.full(count, value, values.dtype)])

    experts = problem.experts
    return problem.changed(
        judges=(*problem.judges, *(f"new {number}" for number in range(1, count + 1))),
        min_load=longer(problem.min_load, 0),
        max_load=longer(problem.max_load, max_load),
        judge_organisation=longer(problem.judge_organisation, NOT_GIVEN),
        fit=WidenedTable(problem.fit, judges, count, 0.0),
        conflicts=WidenedTable(problem.conflicts, judges, count, False),
        experts=None if experts is None else WidenedTable(experts, judges, count, True),
    )


def relaxations(filling: Filling, clashes: list[Clash]) -> list[Relaxation]:
    """Every way out of one kind that was tried and found to work, the mildest of its kind."""
    offers = (_raise_limits, _lower_needs, _add_judges, _lift_rules)
    return [found for offer in offers for found in offer(filling, clashes)]


def works(filling: Filling, problem: Problem) -> bool:
    """Whether the changed problem can be filled, beginning from what could be filled so far."""
    ground = lay_ground(problem)
    if (ground.needed < 0).any():
        return False
    return Filling(ground, _still_allowed(filling, ground)).fill()


def _still_allowed(filling: Filling, ground: Ground) -> Array:
    """The pairs made so far, as far as they are still needed and allowed; judges with most to do give up first."""
    loads, kept = filling.plan.loads, []
    for submission, judges in enumerate(filling.plan.of_submission):
        some = [judge for judge in judges if ground.eligible[submission, judge]]
        if ground.inexpert is not None:
            others = [judge for judge in some if ground.inexpert[submission, judge]]
            room = max(0, int(ground.inexpert_room[submission]))
            some = [judge for judge in some if judge not in others[room:]]
        if len(some) > ground.needed[submission]:
            some = sorted(some, key=lambda judge: (loads[judge], judge))[: ground.needed[submission]]
        kept += [(judge, submission) for judge in some]
    return np.array(kept, np.int64).reshape(-1, 2)


def _smallest(fits: Callable[[int], bool], first: int, last: int) -> int | None:
    """The smallest number that fits, when all above it fit too."""
    step, low = 1, first - 1
    while not fits(min(low + step, last)):
        low += step
        step *= 2
        if low >= last:
            return None
    high = min(low + step, last)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _raise_limits(filling: Filling, clashes: list[Clash]) -> Iterator[Relaxation]:
    """Raise the limits of the judges who are full, together to one number; each clash finds its own."""
    problem = filling.plan.ground.problem
    judges = sorted({judge for clash in clashes for judge in clash.judges})
    if not judges or any(not clash.judges for clash in clashes):
        return
    most = (filling.most + filling.plan.ground.standing_load)[judges]
    least = max(1, min(_level(most[np.isin(judges, clash.judges)], clash.missing) for clash in clashes))

    def raised(limit: int) -> Relaxation:
        low = most < limit
        some = [judge for judge, lower in zip(judges, low, strict=True) if lower]
        before = tuple(int(each) for each in most[low])
        return Relaxation("max_load", {}, tuple(some), (), before, (limit,) * len(some))

    def fits(limit: int) -> bool:
        return works(filling, apply_relaxation(problem, raised(limit)))

    limit = _smallest(fits, least, len(problem.submissions))
    if limit is not None:
        yield raised(limit)


def _level(most: Array, missing: int) -> int:
    """The lowest common limit that gives so much more room in all."""
    low, high = int(most.min(initial=0)), int(most.max(initial=0)) + missing
    while low < high:
        middle = (low + high) // 2
        enough = int(np.maximum(0, middle - most).sum()) >= missing
        low, high = (low, middle) if enough else (middle + 1, high)
    return low


def _lower_needs(filling: Filling, clashes: list[Clash]) -> Iterator[Relaxation]:
    """Ask for fewer judges: as many fewer for each submission of the clash, or, failing that, only where gaps are."""
    problem = filling.plan.ground.problem
    leaning = np.array(sorted({one for clash in clashes for one in clash.submissions}))
    needed = problem.needed[leaning]

    def lowered(less: int) -> Relaxation:
        after = np.maximum(1, needed - less)
        change = after < needed
        return _fewer(leaning[change], needed[change], after[change])

    def fits(less: int) -> bool:
        return works(filling, apply_relaxation(problem, lowered(less)))

    less = _smallest(fits, 1, max(1, int(needed.max()) - 1))
    if less is not None:
        yield lowered(less)
        return
    short = np.flatnonzero(filling.gaps > 0)
    only_gaps = _fewer(short, problem.needed[short], (problem.needed - filling.gaps)[short])
    if min(only_gaps.after) > 0 and works(filling, apply_relaxation(problem, only_gaps)):
        yield only_gaps


def _fewer(submissions: Array, before: Array, after: Array) -> Relaxation:
    names, old, new = (tuple(int(each) for each in values) for values in (submissions, before, after))
    return Relaxation("judges_needed", {}, (), names, old, new)


def _add_judges(filling: Filling, clashes: list[Clash]) -> Iterator[Relaxation]:
    """Seat more judges without conflicts, who take as much as the judges there are."""
    problem = filling.plan.ground.problem
    full = sorted({judge for clash in clashes for judge in clash.judges})
    totals = filling.most + filling.plan.ground.standing_load
    usual = totals[full] if full else totals
    max_load = max(1, int(np.median(usual)) if len(usual) else len(problem.submissions))
    missing = sum(clash.missing for clash in clashes)
    least = max(1, -(-missing // max_load))

    def fits(count: int) -> bool:
        return works(filling, _with_judges(problem, count, max_load))

    count = _smallest(fits, least, min(MOST_MORE_JUDGES, MOST_MORE_PAIRS // max(1, len(problem.submissions))))
    if count is not None:
        yield Relaxation("add_judges", {"count": count, "max_load": max_load})


def _lift_rules(filling: Filling, _clashes: list[Clash]) -> Iterator[Relaxation]:
    """Give up a rule the organizers may give up; conflicts of interest are never among them."""
    problem = filling.plan.ground.problem
    lifted = {
        "forbid_same_organisation": (problem.forbid_same_organisation, False),
        "distinct_organisations": (problem.distinct_organisations, False),
        "minimum_experts": (problem.minimum_experts, 0),
        "forbidden": (bool(len(problem.forbidden)), False),
    }
    for kind, (present, value) in lifted.items():
        offer = Relaxation(kind, {"from": present, "to": value})
        if present and works(filling, apply_relaxation(problem, offer)):
            yield offer
