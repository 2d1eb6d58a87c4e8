"""An answer as `portal assign` prints it: JSON for programs, a page of text for people."""

import math
from typing import Any

import numpy as np

from portal.assignments.answer_text import explanation, relaxation_text
from portal.assignments.assign import INFEASIBLE, Answer
from portal.assignments.relaxations import Relaxation
from portal.assignments.tables import Array

DIGITS = 9


def as_dict(answer: Answer, seconds: float) -> dict[str, Any]:
    """The answer in plain values. All but `seconds` depends on the problem alone."""
    problem = answer.problem
    found = answer.status != INFEASIBLE
    fits, means, loads = answer.fits, answer.means, answer.loads
    outcome: dict[str, Any] = {
        "status": answer.status,
        "assignments": [
            [problem.judges[judge], problem.submissions[submission], round(float(fit), DIGITS)]
            for (judge, submission), fit in zip(answer.pairs.tolist(), fits.tolist(), strict=True)
        ],
        "total_fit": round(math.fsum(fits.tolist()), DIGITS) if found else None,
        "mean_fit": round(math.fsum(fits.tolist()) / len(fits), DIGITS) if len(fits) else None,
        "worst_submission_fit": round(float(means.min()), DIGITS) if len(means) else None,
        "load": {"min": int(loads.min()), "max": int(loads.max())} if found and len(loads) else None,
        "connected": answer.overlap.connected if found else None,
        "explanation": explanation(answer),
        "relaxations": [relaxation_as_dict(answer, one) for one in answer.relaxations],
    }
    if answer.probabilities is not None:
        outcome["probabilities"] = _with_standing(answer)
    if answer.fewest_changes is not None:
        outcome["changes"] = changes(answer)
    outcome["seconds"] = round(seconds, 3)
    return outcome


def _with_standing(answer: Answer) -> list[float]:
    """The probability each pair had; 1 for those that stood from the beginning."""
    assert answer.probabilities is not None  # noqa: S101 - only called for draws
    standing = {tuple(pair) for pair in answer.problem.standing.tolist()}
    drawn = iter(answer.probabilities.tolist())
    return [1.0 if tuple(pair) in standing else next(drawn) for pair in answer.pairs.tolist()]


def changes(answer: Answer) -> dict[str, Any]:
    """What became of the pairs that were to be kept."""
    problem = answer.problem
    now = {tuple(pair) for pair in answer.pairs.tolist()}
    before = {tuple(pair) for pair in np.concatenate([problem.keep, problem.standing]).tolist()}

    def named(pairs: set[Any]) -> list[list[Any]]:
        ordered = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
        return [[problem.judges[judge], problem.submissions[one]] for judge, one in ordered]

    return {"kept": len(before & now), "removed": named(before - now), "added": named(now - before)}


def relaxation_as_dict(answer: Answer, relaxation: Relaxation) -> dict[str, Any]:
    """One way out as data; `changes` holds every number that changes."""
    problem, kind = answer.problem, relaxation.kind
    found: dict[str, Any] = {"kind": kind, **relaxation.details}
    if kind == "fixed":
        found["remove"] = [[problem.judges[judge], problem.submissions[one]] for judge, one in found["remove"]]
    for name, places, ids in (
        ("judge", relaxation.judges, problem.judges),
        ("submission", relaxation.submissions, problem.submissions),
    ):
        if places:
            numbers = zip(places, relaxation.before, relaxation.after, strict=True)
            found[f"{name}s"] = [ids[place] for place in places]
            if len(places) == 1:
                found[name] = ids[places[0]]
            found |= {"from": _one(relaxation.before), "to": _one(relaxation.after)}
            found["changes"] = [{name: ids[place], "from": old, "to": new} for place, old, new in numbers]
    found["text"] = relaxation_text(problem, relaxation)
    return found


def _one(numbers: tuple[int, ...]) -> int | None:
    """The number when it is the same for all."""
    return numbers[0] if len(set(numbers)) == 1 else None


def as_text(answer: Answer, seconds: float) -> str:
    """A page for people: what came out, why, and who judges what."""
    outcome = as_dict(answer, seconds)
    lines = [f"{answer.status} in {outcome['seconds']} s", *(f"  {line}" for line in outcome["explanation"])]
    lines += [f"  way out: {one['text']}" for one in outcome["relaxations"]]
    if answer.status != INFEASIBLE:
        lines += ["", "judges by submission (fit)"]
        lines += [f"  {line}" for line in _by_submission(answer)]
    return "\n".join(lines)


def _by_submission(answer: Answer) -> list[str]:
    problem, pairs = answer.problem, answer.pairs
    starts = np.searchsorted(pairs[:, 1], np.arange(problem.shape[1] + 1))
    words = [f"{problem.judges[judge]} ({fit:.3f})" for judge, fit in zip(_column(pairs), answer.fits, strict=True)]
    return [
        f"{name}: {', '.join(words[starts[place] : starts[place + 1]]) or 'nobody'}"
        for place, name in enumerate(problem.submissions)
    ]


def _column(pairs: Array) -> list[int]:
    found: list[int] = pairs[:, 0].tolist()
    return found
