"""Pairs that are to stand although a limit speaks against them: no solver can mend that, only whoever fixed them."""

from dataclasses import dataclass

import numpy as np

from portal.assignments.problem import NOT_GIVEN, Problem
from portal.assignments.tables import Array


@dataclass(frozen=True)
class Contradiction:
    """Standing pairs, by position, that a limit forbids; `allowed` of them could stay."""

    reason: str
    pairs: tuple[tuple[int, int], ...]
    allowed: int = 0


def contradictions(problem: Problem) -> list[Contradiction]:
    """Every limit that the standing pairs break by themselves."""
    standing = problem.standing
    if not len(standing):
        return []
    return [*_barred(problem, standing), *_too_many(problem, standing), *_same_house(problem, standing)]


def _rows(standing: Array, chosen: Array) -> tuple[tuple[int, int], ...]:
    return tuple((int(judge), int(submission)) for judge, submission in standing[chosen])


def _barred(problem: Problem, standing: Array) -> list[Contradiction]:
    judges, submissions = standing.T
    home = problem.judge_organisation[judges]
    forbidden = {(int(judge), int(one)) for judge, one in problem.forbidden}
    reasons = {
        "conflict": problem.conflicts.at(judges, submissions).astype(bool),
        "same_organisation": (home != NOT_GIVEN)
        & (home == problem.submission_organisation[submissions])
        & problem.forbid_same_organisation,
        "forbidden": np.array([(int(judge), int(one)) in forbidden for judge, one in standing], bool),
    }
    return [Contradiction(reason, _rows(standing, found)) for reason, found in reasons.items() if found.any()]


def _too_many(problem: Problem, standing: Array) -> list[Contradiction]:
    submissions = problem.shape[1]
    most = np.where(problem.max_load == NOT_GIVEN, submissions, problem.max_load)
    found = []
    for reason, column, limit in (("judges_needed", 1, problem.needed), ("max_load", 0, most)):
        counts = np.bincount(standing[:, column], minlength=len(limit))
        found += [
            Contradiction(reason, _rows(standing, standing[:, column] == place), int(limit[place]))
            for place in np.flatnonzero(counts > limit)
        ]
    if problem.experts is not None and problem.minimum_experts:
        others = standing[~problem.experts.at(standing[:, 0], standing[:, 1]).astype(bool)]
        counts = np.bincount(others[:, 1], minlength=submissions)
        room = problem.needed - problem.minimum_experts
        found += [
            Contradiction("minimum_experts", _rows(others, others[:, 1] == place), int(room[place]))
            for place in np.flatnonzero((counts > room) & (room >= 0))
        ]
    return found


def _same_house(problem: Problem, standing: Array) -> list[Contradiction]:
    if not problem.distinct_organisations:
        return []
    home = problem.judge_organisation[standing[:, 0]]
    known = standing[home != NOT_GIVEN]
    keys = np.column_stack([known[:, 1], home[home != NOT_GIVEN]])
    _values, places, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    twice = np.flatnonzero(counts > 1)
    return [Contradiction("distinct_organisations", _rows(known, places.reshape(-1) == place), 1) for place in twice]


def without_contradictions(problem: Problem, found: list[Contradiction]) -> tuple[Problem, tuple[tuple[int, int], ...]]:
    """The problem with as few standing pairs taken out as each limit asks, and those pairs."""
    out = {pair for one in found for pair in one.pairs[one.allowed :]}

    def remaining(pairs: Array) -> Array:
        return pairs[[(int(judge), int(one)) not in out for judge, one in pairs]] if len(pairs) else pairs

    changed = problem.changed(fixed=remaining(problem.fixed), started=remaining(problem.started))
    return changed, tuple(sorted(out))
