"""`portal plan-judging`: from options to the answer, without a database."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

from portal.calibration.report import sentence
from portal.calibration.scores_file import ScoresFileError, read_scores
from portal.calibration.simulation import Habits
from portal.planner.assumptions import HABITS, Strictness, learn
from portal.planner.comparison import Measure, compare
from portal.planner.plans import Contest, Plan
from portal.planner.report import as_dict, as_text


class PlanError(Exception):
    """Options that make no plan, or scores that tell nothing about judges."""


def answer(like: Path | None, *, as_json: bool, assume: str, measure: str, wanted: float, **inputs: Any) -> str:
    """The comparison, as JSON or as a table."""
    began = perf_counter()
    contest = Contest(*(inputs[name] for name in ("submissions", "judges", "prizes", "minutes", "pay")))
    plan = Plan(inputs["first"], inputs["more"], inputs["finalists"] if inputs["more"] else 0)
    _check(contest, plan)
    habits = _learned(like) if like else HABITS[Strictness(assume)]
    found = compare(contest, plan, habits)
    seconds = perf_counter() - began
    if as_json:
        return json.dumps(as_dict(found, contest, habits, Measure(measure), wanted, seconds))
    return as_text(found, Measure(measure), wanted, seconds)


def _check(contest: Contest, plan: Plan) -> None:
    if contest.prizes > contest.submissions:
        raise PlanError("There cannot be more prizes than works.")
    if plan.deepest > contest.judges:
        raise PlanError(f"The plan needs {plan.deepest} judges for a work, and there are {contest.judges}.")
    if plan.staged and not contest.prizes <= plan.finalists <= contest.submissions:
        raise PlanError("--finalists must be at least the prizes and no more than the works.")


def _learned(like: Path) -> Habits:
    try:
        found = learn(read_scores(like))
    except ScoresFileError as error:
        raise PlanError("\n".join(error.problems)) from error
    if not isinstance(found, Habits):
        raise PlanError("These scores tell nothing about judges. " + " ".join(sentence(one) for one in found))
    return found
