"""Problems for the benchmark of the solver, and what it is measured against: greedy, and HiGHS by way of SciPy."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from portal.assignments.problem import Problem
from portal.assignments.tables import Array, DenseTable
from tests.assignments.cases import LinearProgramme, make_problem, may_be_made, random_problem, violations

__all__ = ["random_problem", "violations"]

EVERY_PAIR = 200_000


def made(submissions: int, judges: int, k: int, seed: int = 7) -> Problem:
    """Fits by twelve topics with noise, 2 % conflicts, organisations on both sides, loads near the mean."""
    chance = np.random.default_rng(seed)
    topics = [chance.dirichlet(np.full(12, 0.3), count).astype(np.float32) for count in (judges, submissions)]
    left, right = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in topics)
    fit = 0.9 * (left @ right.T) + 0.1 * chance.random((judges, submissions), dtype=np.float32)
    conflicts = chance.random((judges, submissions), dtype=np.float32) < 0.02
    houses = max(3 * k, judges // 5)
    mean = submissions * k / judges
    problem = make_problem(
        np.zeros((judges, submissions), np.float32) if submissions > 10_000 else fit,
        k,
        low=int(0.8 * mean),
        high=-(-int(1.2 * mean * 10) // 10),
        houses=chance.integers(0, houses, judges),
        homes=chance.integers(0, houses, submissions),
        distinct_organisations=True,
    )
    return problem.changed(fit=DenseTable(np.clip(fit, 0, 1)), conflicts=DenseTable(conflicts))


def written(problem: Problem, folder: Path, **more: object) -> Path:
    """The problem as files, fits and conflicts as arrays."""
    np.save(folder / "fit.npy", problem.fit.values)
    np.save(folder / "conflicts.npy", problem.conflicts.values)
    content = {
        "judges": [
            {"id": name, "organisation": f"o{home}", "min_load": int(low), "max_load": int(high)}
            for name, home, low, high in zip(
                problem.judges, problem.judge_organisation, problem.min_load, problem.max_load, strict=True
            )
        ],
        "submissions": [
            {"id": name, "organisation": f"o{home}", "judges_needed": int(k)}
            for name, home, k in zip(problem.submissions, problem.submission_organisation, problem.needed, strict=True)
        ],
        "fit_npy": "fit.npy",
        "conflicts_npy": "conflicts.npy",
        "distinct_organisations": problem.distinct_organisations,
        **more,
    }
    (folder / "problem.json").write_text(json.dumps(content))
    return folder / "problem.json"


def unfair(seed: int) -> Problem:
    """Few strong judges, submissions of very different reach, and exact loads: the best total serves some badly."""
    chance = np.random.default_rng(seed)
    judges, submissions = chance.dirichlet(np.full(30, 0.15), 177), chance.dirichlet(np.full(30, 0.2), 118)
    fit = 1.2 * np.sqrt(judges) @ np.sqrt(submissions).T * chance.uniform(0.6, 1, (177, 118))
    fit *= chance.beta(0.8, 0.8, (177, 1)) * chance.uniform(0.55, 1.45, (1, 118))
    return make_problem(np.clip(fit, 0, 1), 3, low=2, high=2)


def too_tight(problem: Problem) -> Problem:
    """The same with a sixth less room than the sheets need."""
    judges = problem.shape[0]
    most = np.full(judges, max(1, 5 * problem.sheets // (6 * judges)))
    return problem.changed(max_load=most, min_load=np.zeros(judges, np.int64))


def linear_optimum(problem: Problem, pairs: Array) -> float:
    """The largest total fit by HiGHS: over every pair, or, of large problems, over the answer's own pairs and each
    submission's 40 best and 10 others. An answer that is the best over every pair equals that too.
    """
    if problem.fit.values.size <= EVERY_PAIR:
        return LinearProgramme(problem).best_total()
    among = np.zeros(problem.shape, bool)
    every = np.arange(problem.shape[1])
    among[np.argpartition(-problem.fit.values, 40, axis=0)[:40], every] = True
    among[np.random.default_rng(1).integers(0, problem.shape[0], (10, problem.shape[1])), every] = True
    among[pairs[:, 0], pairs[:, 1]] = True
    return LinearProgramme(problem, among).best_total()


def linear_worst(problem: Problem) -> float:
    """The largest mean that every submission can have, in fractions of judges, by HiGHS."""
    return LinearProgramme(problem).best_worst()


@dataclass(frozen=True)
class Greedy:
    """What a plain greedy reaches, and what it leaves undone."""

    total: float
    missing: int
    below: int


def greedy(problem: Problem) -> Greedy:
    """Take the best pair that is still allowed, again and again."""
    judges, submissions = np.nonzero(may_be_made(problem))
    order = np.argsort(-problem.fit.at(judges, submissions), kind="stable")
    needed, room = problem.needed.tolist(), problem.max_load.tolist()
    homes, seen = problem.judge_organisation.tolist(), set()
    total, fits = 0.0, problem.fit.at(judges, submissions)
    for place in order.tolist():
        judge, one = int(judges[place]), int(submissions[place])
        if needed[one] and room[judge] and (one, homes[judge]) not in seen:
            needed[one] -= 1
            room[judge] -= 1
            total += float(fits[place])
            if problem.distinct_organisations and homes[judge] >= 0:
                seen.add((one, homes[judge]))
    loads = problem.max_load - np.array(room)
    return Greedy(total, sum(needed), int((loads < problem.min_load).sum()))
