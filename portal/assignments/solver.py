"""Who judges what, as a minimum-cost flow: exactly k judges each, balanced loads, and no arc where there is a conflict.

The flow goes from a source through each submission to its possible judges and on to a sink. A judge's arcs to the
sink cost more with every further submission, so that loads come out as even as they can be. The network is totally
unimodular, hence the optimum is whole (Ahuja, Magnanti, Orlin: Network Flows, 1993).
"""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.graph.python import min_cost_flow

LOAD_STEP = 1_000_000
"""What one more submission on a judge costs against the one before; above every difference in fit."""
FIT_SCALE = 1_000


@dataclass(frozen=True, slots=True)
class JudgeCapacity:
    """A judge and the most submissions he or she takes; None for no limit."""

    id: int
    max_load: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the solver looks at."""

    judges: tuple[JudgeCapacity, ...]
    needed: dict[int, int]
    conflicts: frozenset[tuple[int, int]] = frozenset()
    fixed: frozenset[tuple[int, int]] = frozenset()
    fit: dict[tuple[int, int], float] = field(default_factory=dict)
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why it cannot be done: a submission with too few possible judges, or a panel too small for the whole."""

    submission: int | None
    needed: int
    possible: int
    judges: int


@dataclass(frozen=True, slots=True)
class Solution:
    """The pairs (judge, submission), sorted, and the load of each judge."""

    pairs: tuple[tuple[int, int], ...]
    loads: dict[int, int]


class NoSolutionError(Exception):
    """Raised when no assignment can satisfy every limit; `shortages` say why."""

    def __init__(self, shortages: list[Shortage]):
        super().__init__(f"{len(shortages)} shortages")
        self.shortages = shortages


def solve(problem: Problem) -> Solution:
    """The balanced assignment; raises NoSolutionError. The same problem and seed give the same pairs."""
    pairs = _candidates(problem)
    shortages = _shortages_by_submission(problem, pairs)
    if shortages:
        raise NoSolutionError(shortages)
    chosen = _flow(problem, pairs)
    if chosen is None:
        raise NoSolutionError([_shortage_of_panel(problem)])
    everything = sorted({*chosen, *problem.fixed})
    loads = Counter(judge for judge, _submission in everything)
    return Solution(tuple(everything), {judge.id: loads[judge.id] for judge in problem.judges})


def _candidates(problem: Problem) -> list[tuple[int, int]]:
    """Pairs that may be made, in an order that depends on the seed alone."""
    rng = Random(problem.seed)  # noqa: S311 - reproducible on purpose
    judges = sorted(judge.id for judge in problem.judges)
    submissions = sorted(problem.needed)
    rng.shuffle(judges)
    rng.shuffle(submissions)
    barred = problem.conflicts | problem.fixed
    return [(judge, one) for one in submissions for judge in judges if (judge, one) not in barred]


def _still_needed(problem: Problem) -> dict[int, int]:
    kept = Counter(submission for _judge, submission in problem.fixed)
    return {submission: max(0, k - kept[submission]) for submission, k in problem.needed.items()}


def _shortages_by_submission(problem: Problem, pairs: list[tuple[int, int]]) -> list[Shortage]:
    possible = Counter(submission for _judge, submission in pairs)
    kept = Counter(submission for _judge, submission in problem.fixed)
    return [
        Shortage(
            submission,
            problem.needed[submission],
            possible[submission] + kept[submission],
            len(problem.judges),
        )
        for submission, k in sorted(_still_needed(problem).items())
        if possible[submission] < k
    ]


def _shortage_of_panel(problem: Problem) -> Shortage:
    total = sum(problem.needed.values())
    room = sum(len(problem.needed) if j.max_load is None else j.max_load for j in problem.judges)
    return Shortage(None, total, room, len(problem.judges))


def _index(keys: list[int], start: int) -> dict[Hashable, int]:
    return {key: place for place, key in enumerate(keys, start=start)}


def _flow(problem: Problem, pairs: list[tuple[int, int]]) -> list[tuple[int, int]] | None:
    # Loaded when first needed: the web server starts faster and may never solve anything itself.
    import numpy as np
    from ortools.graph.python import min_cost_flow

    needed = _still_needed(problem)
    loads = Counter(judge for judge, _submission in problem.fixed)
    submission_at = _index(list(needed), 1)
    judge_at = _index([judge.id for judge in problem.judges], 1 + len(needed))
    sink = 1 + len(needed) + len(problem.judges)
    network = min_cost_flow.SimpleMinCostFlow()
    for submission, k in needed.items():
        network.add_arc_with_capacity_and_unit_cost(0, submission_at[submission], k, 0)
    arcs = network.add_arcs_with_capacity_and_unit_cost(
        np.fromiter((submission_at[one] for _judge, one in pairs), np.int32, len(pairs)),
        np.fromiter((judge_at[judge] for judge, _one in pairs), np.int32, len(pairs)),
        np.ones(len(pairs), np.int64),
        np.fromiter((-round(problem.fit.get(pair, 0.0) * FIT_SCALE) for pair in pairs), np.int64, len(pairs)),
    )
    _add_load_arcs(network, problem, loads, judge_at, sink)
    demand = sum(needed.values())
    network.set_node_supply(0, demand)
    network.set_node_supply(sink, -demand)
    if network.solve() != network.OPTIMAL:
        return None
    return [pair for pair, flow in zip(pairs, network.flows(arcs), strict=True) if flow]


def _add_load_arcs(
    network: "min_cost_flow.SimpleMinCostFlow",
    problem: Problem,
    loads: Counter[int],
    judge_at: dict[Hashable, int],
    sink: int,
) -> None:
    fair = -(-sum(problem.needed.values()) // max(1, len(problem.judges)))
    for judge in problem.judges:
        limit = len(problem.needed) if judge.max_load is None else judge.max_load
        room, steps = limit - loads[judge.id], min(limit, 2 * fair + 8)
        for unit in range(loads[judge.id], min(limit, steps)):
            network.add_arc_with_capacity_and_unit_cost(judge_at[judge.id], sink, 1, unit * LOAD_STEP)
        rest = room - max(0, min(limit, steps) - loads[judge.id])
        if rest > 0:
            network.add_arc_with_capacity_and_unit_cost(judge_at[judge.id], sink, rest, steps * LOAD_STEP)
