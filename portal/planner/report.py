"""A comparison of plans as text for people, and as data for programs."""

from dataclasses import asdict
from typing import Any

from portal.calibration.simulation import Habits
from portal.planner.comparison import Comparison, Measure, Row
from portal.planner.outlook import Figure
from portal.planner.plans import Contest, Plan

FIGURES = ("reliability", "first_reliability", "tau", "winners", "calibrated_tau", "calibrated_winners", "kept")


def as_dict(
    found: Comparison, contest: Contest, habits: Habits, measure: Measure, wanted: float, seconds: float
) -> dict[str, Any]:
    """Everything, with the errors of the simulation."""
    best = found.cheapest(measure, wanted)
    return {
        "contest": asdict(contest),
        "judges": asdict(habits),
        "contests": found.contests,
        "plans": [{**_row(row), "cheapest": row is best} for row in found.rows],
        "wanted": {"measure": measure.value, "value": wanted, "reached": best is not None},
        "seconds": round(seconds, 3),
    }


def _row(row: Row) -> dict[str, Any]:
    figures: dict[str, Figure] = {name: getattr(row.outlook, name) for name in FIGURES}
    return {
        **asdict(row.plan),
        "own": row.own,
        **asdict(row.effort),
        **{name: {"value": round(one.value, 4), "error": round(one.error, 4)} for name, one in figures.items()},
    }


def as_text(found: Comparison, measure: Measure, wanted: float, seconds: float) -> str:
    """A table for people, and what its columns mean."""
    best = found.cheapest(measure, wanted)
    lines = [
        f"{'plan':<30} {'sheets':>7} {'each judge':>10} {'hours':>8} {'each judge':>10} {'cost':>13} "
        f"{'reliability':>11} {'winners':>8} {'calibrated':>10} {'tau':>6}"
    ]
    lines += [_line(row) + _marks(row, best) for row in found.rows]
    reached = f"* the cheapest with {measure.value} of at least {wanted:g}" if best else (
        f"No plan is expected to reach {measure.value} of {wanted:g}."
    )  # fmt: skip
    return "\n".join([
        *lines,
        reached,
        "winners: the share of the truly best among those who win, by the plain mean; calibrated: by calibrated scores",
        f"An expectation under the assumptions, from {found.contests} made-up contests. {seconds:.2f} s",
    ])  # fmt: skip


def plan_words(plan: Plan) -> str:
    """A plan in a few English words."""
    return f"{plan.first} for all, {plan.more} more for {plan.finalists}" if plan.staged else f"{plan.first} for all"


def _line(row: Row) -> str:
    effort, outlook = row.effort, row.outlook
    return (
        f"{plan_words(row.plan):<30} {effort.sheets:>7} {effort.sheets_per_judge:>10.1f} {effort.hours:>8.0f} "
        f"{effort.hours_per_judge:>10.1f} {effort.cost:>13,.0f} {outlook.reliability.value:>11.2f} "
        f"{outlook.winners.value:>8.2f} {outlook.calibrated_winners.value:>10.2f} {outlook.tau.value:>6.2f}"
    )


def _marks(row: Row, best: Row | None) -> str:
    return (" (yours)" if row.own else "") + (" *" if row is best else "")
