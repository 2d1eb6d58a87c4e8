"""Even loads as an assignment problem: every further submission of a judge costs more than any fit can bring."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from portal.assignments.filling import examine
from portal.assignments.flow import best_total
from portal.assignments.ground import lay_ground
from portal.assignments.problem import NOT_GIVEN, Problem
from portal.assignments.tables import Array, PairTable, marked, no_pairs

if TYPE_CHECKING:
    from portal.assignments import solver


def pairs(problem: "solver.Problem") -> list[tuple[int, int]] | None:
    """The pairs to be made beside the fixed ones, or None when the limits leave too little room."""
    judges = {judge.id: place for place, judge in enumerate(problem.judges)}
    submissions = {name: place for place, name in enumerate(problem.needed)}
    ground = lay_ground(_arrays(problem, judges, submissions))
    answer = best_total(ground)
    made = None if answer is None else answer.pairs
    if answer is None:
        filling = examine(ground)
        if (filling.gaps > 0).any():
            return None
        again = best_total(ground, extra=filling.plan.pairs())
        made = filling.plan.pairs() if again is None else again.pairs
    judge_ids, submission_ids = list(judges), list(submissions)
    return [(judge_ids[judge], submission_ids[one]) for judge, one in (no_pairs() if made is None else made).tolist()]


def _arrays(problem: "solver.Problem", judges: dict[int, int], submissions: dict[int, int]) -> Problem:
    shape = len(judges), len(submissions)
    fixed = _places(problem.fixed, judges, submissions)
    held, had = Counter(fixed[:, 0].tolist()), Counter(fixed[:, 1].tolist())
    # What stands is kept although a limit was lowered since, or the panel was: it only leaves no room for more.
    most = [submission_limit(judge.max_load, held[place], shape[1]) for place, judge in enumerate(problem.judges)]
    needed = [max(k, had[place]) for place, k in enumerate(problem.needed.values())]
    known = [pair for pair in problem.fit if pair[0] in judges and pair[1] in submissions]
    fit = _places(known, judges, submissions)
    return Problem(
        judges=tuple(judges),
        submissions=tuple(submissions),
        needed=np.array(needed, np.int64),
        min_load=np.full(shape[0], NOT_GIVEN),
        max_load=np.array(most, np.int64),
        judge_organisation=np.full(shape[0], NOT_GIVEN),
        submission_organisation=np.full(shape[1], NOT_GIVEN),
        fit=PairTable(fit, np.array([problem.fit[pair] for pair in known], np.float64), 0.0, shape),
        conflicts=marked(_places(problem.conflicts, judges, submissions), shape),
        fixed=fixed,
        seed=problem.seed,
        even_loads=True,
    )


def submission_limit(limit: int | None, held: int, submissions: int) -> int:
    """The most a judge can have in all: the limit, or what he or she has already if that is more."""
    return max(held, submissions if limit is None else limit)


def _places(some: Iterable[tuple[int, int]], judges: dict[int, int], submissions: dict[int, int]) -> Array:
    found = [(judges[judge], submissions[one]) for judge, one in some if judge in judges and one in submissions]
    return np.array(found, np.int64) if found else no_pairs()
