"""Panels that need experts and may hold no colleagues: the two kinds of groups cross, and no flow keeps both exactly.

Here alone a general solver (CP-SAT) is asked. It is slower, but exact, and it is only needed where an organisation
offers one submission both experts and others. One thread and a limit counted in steps of work, not in seconds, make
its answer the same on every machine.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from portal.assignments.ground import Ground
from portal.assignments.problem import NOT_GIVEN
from portal.assignments.tables import Array, no_pairs

SCALE = 1_000_000
MOST_WORK = 60.0
FEW_PAIRS = 20_000
"""Up to so many pairs the general solver is asked at once; beyond, only where the flow finds nothing."""


@dataclass(frozen=True)
class Crossed:
    """The movable pairs, and whether they are proven to be the best."""

    pairs: Array
    proven: bool


def solve_if_crossing(ground: Ground, kept: Array | None = None, *, even_if_many: bool = False) -> Crossed | None:
    """The answer of the general solver where it is needed and there is one; otherwise None."""
    if ground.crossing is None or not (even_if_many or int(ground.crossing.sum()) <= FEW_PAIRS):
        return None
    crossed = _solve(ground, ground.crossing, kept)
    return crossed if crossed is not None and len(crossed.pairs) == ground.needed.sum() else None


def _solve(ground: Ground, allowed: Array, kept: Array | None) -> Crossed | None:
    """The best total fit over every pair that may be made, before any were left out to let the groups nest."""
    from ortools.sat.python import cp_model

    submissions, judges = np.nonzero(allowed)
    model = cp_model.CpModel()
    made = [model.new_bool_var("") for _pair in range(len(judges))]
    _add_panels(ground, model, made, submissions, judges)
    penalties = _add_loads(ground, model, made, judges)
    steps = SCALE * (len(ground.bounds.most) + 2)
    worth = np.rint(ground.problem.fit.at(judges, submissions).astype(np.float64) * SCALE).astype(np.int64)
    if kept is not None and len(kept):
        width = ground.problem.shape[0]
        worth += 4 * steps * np.isin(submissions * width + judges, kept[:, 1] * width + kept[:, 0])
    model.maximize(cp_model.LinearExpr.weighted_sum(made, worth.tolist()) - steps * sum(penalties))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = ground.problem.seed % 2**31
    solver.parameters.max_deterministic_time = MOST_WORK
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = np.array([solver.boolean_value(each) for each in made], bool)
    pairs = np.column_stack([judges[chosen], submissions[chosen]]).astype(np.int64) if len(made) else no_pairs()
    return Crossed(pairs, status == cp_model.OPTIMAL)


def _grouped(keys: Array) -> list[tuple[int, list[int]]]:
    order = np.argsort(keys, kind="stable")
    values, starts = np.unique(keys[order], return_index=True)
    parts = np.split(order, starts[1:]) if len(keys) else []
    return [(int(value), part.tolist()) for value, part in zip(values, parts, strict=True)]


def _add_panels(ground: Ground, model: Any, made: list[Any], submissions: Array, judges: Array) -> None:
    """Exactly as many judges as are needed, no two of one organisation, and room for the experts."""
    possible = dict(_grouped(submissions))
    for submission, needed in enumerate(ground.needed.tolist()):
        model.add(sum(made[place] for place in possible.get(submission, [])) == needed)
    homes = ground.problem.judge_organisation[judges]
    keys = np.where(homes == NOT_GIVEN, -1, submissions * (int(homes.max(initial=0)) + 1) + homes)
    for key, places in _grouped(keys):
        if key >= 0 and len(places) > 1:
            model.add_at_most_one(made[place] for place in places)
    if ground.inexpert is not None:
        others = np.where(ground.inexpert[submissions, judges], submissions, -1)
        for submission, places in _grouped(others):
            if submission >= 0:
                model.add(sum(made[place] for place in places) <= int(max(0, ground.inexpert_room[submission])))


def _add_loads(ground: Ground, model: Any, made: list[Any], judges: Array) -> list[Any]:
    """Loads within what is possible; what is missing to the least or above what is fair is a penalty."""
    bounds, penalties = ground.bounds, []
    for judge, places in _grouped(judges):
        load = sum(made[place] for place in places)
        most, low, high = (int(each[judge]) for each in (bounds.most, bounds.low, bounds.high))
        model.add(load <= most)
        missing, above = (model.new_int_var(0, len(places) + low, "") for _each in range(2))
        model.add(load + missing >= min(low, most))
        model.add(load - above <= max(high, low))
        penalties += [missing, above]
    return penalties
