"""Which pairs may be made at all, and what remains to be made beside the pairs that stand."""

from dataclasses import dataclass

import numpy as np

from portal.assignments.problem import NOT_GIVEN, Limits, Problem, limits
from portal.assignments.tables import Array

BLOCK_CELLS = 8_000_000
"""Pairs looked at in one go: enough for numpy to be quick, little enough for memory."""


@dataclass(frozen=True)
class Ground:
    """What a solver may use. Standing pairs are taken off the needs, the loads and the eligible pairs."""

    problem: Problem
    eligible: Array
    """Submissions × judges: true where a pair may be made."""
    needed: Array
    bounds: Limits
    standing_load: Array
    inexpert: Array | None
    """Submissions × judges: true where the judge is no expert; None when none are asked for."""
    inexpert_room: Array
    crossing: Array | None
    """All eligible pairs, where some were left out because organisation and expertise cross; else None."""

    @property
    def narrowed(self) -> bool:
        """Whether pairs were left out, so that a flow may miss the best answer, or every one."""
        return self.crossing is not None


def blocks(problem: Problem) -> list[tuple[int, int]]:
    """Ranges of submissions, each small enough to be held in memory with all judges."""
    judges, submissions = problem.shape
    step = max(1, BLOCK_CELLS // max(1, judges))
    return [(start, min(start + step, submissions)) for start in range(0, submissions, step)]


def lay_ground(problem: Problem) -> Ground:
    """Work out who may judge what."""
    judges, submissions = problem.shape
    standing = problem.standing
    eligible = _eligible(problem)
    inexpert = _inexpert(problem)
    room = problem.needed - problem.minimum_experts
    if len(standing):
        eligible[standing[:, 1], standing[:, 0]] = False
        if problem.distinct_organisations:
            _bar_colleagues(problem, eligible, standing)
    crossing = None
    if inexpert is not None:
        room = room - np.bincount(standing[inexpert[standing[:, 1], standing[:, 0]], 1], minlength=submissions)
        if problem.distinct_organisations:
            crossing = _uncross(problem, eligible, inexpert)
    loads = np.bincount(standing[:, 0], minlength=judges)
    wanted = limits(problem)
    return Ground(
        problem=problem,
        eligible=eligible,
        needed=problem.needed - np.bincount(standing[:, 1], minlength=submissions),
        bounds=Limits(*(np.maximum(0, each - loads) for each in (wanted.low, wanted.high, wanted.most))),
        standing_load=loads,
        inexpert=inexpert,
        inexpert_room=room,
        crossing=crossing,
    )


def _eligible(problem: Problem) -> Array:
    judges, submissions = problem.shape
    eligible = np.ones((submissions, judges), bool)
    for start, stop in blocks(problem):
        eligible[start:stop] &= ~problem.conflicts.block(start, stop)
        if problem.forbid_same_organisation:
            home = problem.submission_organisation[start:stop, None]
            eligible[start:stop] &= (home != problem.judge_organisation[None, :]) | (home == NOT_GIVEN)
    if len(problem.forbidden):
        eligible[problem.forbidden[:, 1], problem.forbidden[:, 0]] = False
    return eligible


def _inexpert(problem: Problem) -> Array | None:
    if problem.experts is None or not problem.minimum_experts:
        return None
    return np.concatenate([~problem.experts.block(start, stop) for start, stop in blocks(problem)])


def _bar_colleagues(problem: Problem, eligible: Array, standing: Array) -> None:
    homes = problem.judge_organisation
    for judge, submission in standing[homes[standing[:, 0]] != NOT_GIVEN]:
        eligible[submission, homes == homes[judge]] = False


def _uncross(problem: Problem, eligible: Array, inexpert: Array) -> Array | None:
    """Where an organisation offers a submission experts and others, keep its experts, so that the groups nest."""
    homes, before = problem.judge_organisation, eligible.copy()
    for home in np.unique(homes[homes != NOT_GIVEN]):
        members = np.flatnonzero(homes == home)
        expert = (eligible[:, members] & ~inexpert[:, members]).any(axis=1)
        rows = np.flatnonzero(expert)
        eligible[np.ix_(rows, members)] &= ~inexpert[np.ix_(rows, members)]
    return None if np.array_equal(eligible, before) else before
