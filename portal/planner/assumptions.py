"""What a plan takes for granted about judges and rubric: chosen, or learned from scores that were given."""

import math
from enum import StrEnum

from portal.calibration.agreement import intraclass
from portal.calibration.gate import Reason, gate
from portal.calibration.scores import Scores
from portal.calibration.severity import fit
from portal.calibration.simulation import Habits, Scale
from portal.calibration.uncertainty import submission_errors

MIDDLE, SPREAD = 0.55, 0.125
"""The share of a criterion's points that a middling submission gets, and that one standard deviation of worth is."""


class Strictness(StrEnum):
    """How much judges differ in how strict they are, from what contests elsewhere have shown."""

    NONE = "none"
    MODERATE = "moderate"
    STRONG = "strong"


HABITS = {
    Strictness.NONE: Habits(),
    Strictness.MODERATE: Habits(severity=0.5, slope=0.15),
    Strictness.STRONG: Habits(severity=1.0, slope=0.3),
}


def scale_of(maximum: float, step: float) -> Scale:
    """A criterion of a rubric as judges use it."""
    return Scale(0, maximum, step, MIDDLE * maximum, SPREAD * maximum)


def learn(scores: Scores) -> Habits | tuple[Reason, ...]:
    """Severity and noise of judges from their sheets; where these cannot carry it, the reasons of the gate."""
    fitted = fit(scores)
    found = gate(fitted)
    if not found.open:
        return found.reasons
    single, _average = intraclass(fitted, submission_errors(fitted))
    if not single or not math.isfinite(single):
        return ()
    others = (1 - single) / single
    share = fitted.judge_variance / (fitted.judge_variance + fitted.residual)
    return Habits(severity=math.sqrt(others * share), noise=max(others * (1 - share), 1e-6))


def pooled(found: list[tuple[Habits, int]]) -> Habits:
    """One picture from several groups of judges, each with its number of sheets: variances are averaged."""
    whole = sum(sheets for _one, sheets in found)
    severity = math.sqrt(sum(one.severity**2 * sheets for one, sheets in found) / whole)
    return Habits(severity=severity, noise=sum(one.noise * sheets for one, sheets in found) / whole)
