"""What came out of a run, by id and in whole numbers, to be kept beside its pairs and put into words later."""

from typing import Any

import numpy as np

from portal.assignments.assign import INFEASIBLE, Answer
from portal.assignments.filling import Clash
from portal.assignments.fit import WHOLE
from portal.assignments.overlap import groups_of
from portal.assignments.problem import NOT_GIVEN, limits
from portal.assignments.relaxations import Relaxation
from portal.assignments.run_problem import RunInputs


def outcome_of(inputs: RunInputs, answer: Answer, milliseconds: int) -> dict[str, Any]:
    """Status, measures, what clashes, and the ways out. Fits are thousandths."""
    found = answer.status != INFEASIBLE
    return {
        "status": answer.status,
        "milliseconds": milliseconds,
        "best": _thousandths(answer.best_total_fit),
        "bound": _thousandths(answer.bound_on_worst),
        "expected": _thousandths(answer.expected_fit),
        "fewest": answer.fewest_changes,
        "even": answer.problem.even_loads,
        "barred": sorted(list(pair) for pair in inputs.standing & inputs.barred),
        "clashes": [_clash(answer, one) for one in answer.clashes],
        "contradictions": [
            {"reason": one.reason, "pairs": _pair_ids(answer, one.pairs), "allowed": one.allowed}
            for one in answer.contradictions
        ],
        "ways": [_way(answer, one) for one in answer.relaxations],
        **(measures(inputs, answer) if found else {}),
    }


def measures(inputs: RunInputs, answer: Answer) -> dict[str, Any]:
    """What a run is judged by; worked out again after every change by hand."""
    problem, pairs = answer.problem, answer.pairs
    judges, submissions = problem.shape
    loads, means = answer.loads, answer.means
    sitting = np.array([name in inputs.sitting for name in problem.judges], bool)
    had = np.bincount(pairs[:, 1], minlength=submissions)
    groups = groups_of(pairs, judges, submissions)
    now = {(row[0], row[1]) for row in inputs.ids(pairs)}
    bounds = limits(problem)
    low = np.flatnonzero((loads < bounds.low) & (problem.min_load != NOT_GIVEN))
    return {
        "sheets": len(pairs),
        "total": _thousandths(float(answer.fits.sum())),
        "mean": _thousandths(float(answer.fits.mean())) if len(pairs) else None,
        "worst": _thousandths(float(means.min())) if len(means) else None,
        "load": [int(loads[sitting].min()) if sitting.any() else 0, int(loads.max(initial=0))],
        "below": [[problem.judges[one], int(loads[one]), int(bounds.low[one])] for one in low.tolist()],
        "groups": len(set(groups[groups >= 0].tolist())),
        "gaps": [
            [problem.submissions[one], int(problem.needed[one] - had[one])]
            for one in np.flatnonzero(had < problem.needed).tolist()
        ],
        "kept": len(now & inputs.standing),
        "gone": len(inputs.standing - now - inputs.barred),
        "new": len(now - inputs.standing),
    }


def _thousandths(value: float | None) -> int | None:
    return None if value is None else round(value * WHOLE)


def _pair_ids(answer: Answer, pairs: Any) -> list[list[int]]:
    problem = answer.problem
    return [[int(problem.judges[judge]), int(problem.submissions[one])] for judge, one in pairs]


def _clash(answer: Answer, clash: Clash) -> dict[str, Any]:
    problem = answer.problem
    most = set(limits(problem).most[list(clash.judges)].tolist())
    return {
        "submissions": [problem.submissions[one] for one in clash.submissions],
        "judges": [problem.judges[one] for one in clash.judges],
        "limit": most.pop() if len(most) == 1 else None,
        "needed": clash.needed,
        "room": clash.room,
        "elsewhere": clash.elsewhere,
        "missing": clash.missing,
    }


def _way(answer: Answer, way: Relaxation) -> dict[str, Any]:
    problem, details = answer.problem, dict(way.details)
    if way.kind == "fixed":
        details["remove"] = _pair_ids(answer, details["remove"])
    if way.kind == "pair_probability_cap":
        details = {name: round(100 * value) for name, value in details.items()}
    return {
        "kind": way.kind,
        "details": details,
        "judges": [problem.judges[one] for one in way.judges],
        "submissions": [problem.submissions[one] for one in way.submissions],
        "before": list(way.before),
        "after": list(way.after),
    }
