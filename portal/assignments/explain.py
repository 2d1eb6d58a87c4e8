"""Why this judge, and why not that one: one reason for every pair of an answer, as values for screens to word."""

from dataclasses import dataclass

import numpy as np

from portal.assignments.assign import Answer
from portal.assignments.problem import NOT_GIVEN, limits
from portal.assignments.tables import Array


@dataclass(frozen=True)
class Reason:
    """`kind` says why; the numbers are those the sentence needs.

    For a pair: `fixed`, `started`, `chosen` (with `rank` of its fit among all who may judge it).
    For a pair not made: `conflict`, `same_organisation`, `forbidden`, `colleague`, `full`, `lower_fit`, `balance`.
    """

    kind: str
    fit: float
    rank: int | None = None
    load: int | None = None
    limit: int | None = None
    behind: float | None = None
    other_judge: int | None = None


def why(answer: Answer, judge: int, submission: int) -> Reason:
    """Why a judge, by position, has a submission."""
    problem = answer.problem
    fit = _fit(answer, judge, submission)
    for kind, pairs in (("started", problem.started), ("fixed", problem.fixed)):
        if _among(pairs, judge, submission):
            return Reason(kind, fit)
    every = np.arange(problem.shape[0])
    row = problem.fit.at(every, np.full(len(every), submission))
    open_to = np.array([_barred(answer, other, submission) is None for other in range(len(every))], bool)
    return Reason("chosen", fit, rank=1 + int((row[open_to] > fit).sum()), load=int(answer.loads[judge]))


def why_not(answer: Answer, judge: int, submission: int) -> Reason:
    """Why a judge, by position, does not have a submission."""
    problem, fit = answer.problem, _fit(answer, judge, submission)
    if barred := _barred(answer, judge, submission):
        return Reason(barred, fit)
    held = answer.pairs[answer.pairs[:, 1] == submission, 0]
    home = problem.judge_organisation[judge]
    colleagues = held[(problem.judge_organisation[held] == home) & (home != NOT_GIVEN)]
    if problem.distinct_organisations and len(colleagues):
        return Reason("colleague", fit, other_judge=int(colleagues[0]))
    fits = problem.fit.at(held, np.full(len(held), submission))
    load, limit = int(answer.loads[judge]), int(limits(problem).most[judge])
    behind = float(fits.min()) - fit if len(fits) else 0.0
    weakest = int(held[fits.argmin()]) if len(fits) else None
    # The plainest reason first: others fit better. Only then does the load decide.
    if behind > 0:
        return Reason("lower_fit", fit, load=load, limit=limit, behind=behind, other_judge=weakest)
    kind = "full" if load >= min(limit, int(limits(problem).high[judge])) else "balance"
    return Reason(kind, fit, load=load, limit=limit, behind=behind, other_judge=weakest)


def _fit(answer: Answer, judge: int, submission: int) -> float:
    return float(answer.problem.fit.at(np.array([judge]), np.array([submission]))[0])


def _among(pairs: Array, judge: int, submission: int) -> bool:
    return bool(((pairs[:, 0] == judge) & (pairs[:, 1] == submission)).any())


def _barred(answer: Answer, judge: int, submission: int) -> str | None:
    problem = answer.problem
    if problem.conflicts.at(np.array([judge]), np.array([submission]))[0]:
        return "conflict"
    home = problem.judge_organisation[judge]
    same = home != NOT_GIVEN and home == problem.submission_organisation[submission]
    if problem.forbid_same_organisation and same:
        return "same_organisation"
    return "forbidden" if _among(problem.forbidden, judge, submission) else None
