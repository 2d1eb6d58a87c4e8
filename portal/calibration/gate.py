"""Whether calibrated scores may be shown: only where the data can carry them."""

import math
from dataclasses import dataclass

from scipy.sparse.csgraph import connected_components

from portal.calibration.severity import Fit

LEAST_LOAD = 8.0
"""Mean sheets of a judge; with fewer, severities are mostly noise."""
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Gate:
    """Open, or the sentences why not."""

    reasons: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether calibrated scores may be shown."""
        return not self.reasons


def gate(fit: Fit) -> Gate:
    """Look at what the data can carry: links between judges, their loads, and whether they differ at all."""
    return Gate(tuple(reason for reason in (_repeated(fit), _linked(fit), _loaded(fit), _different(fit)) if reason))


def _repeated(fit: Fit) -> str:
    if not math.isnan(fit.residual):
        return ""
    return "No submission has sheets of two judges, so nothing can be said about judges or about chance."


def _linked(fit: Fit) -> str:
    groups = pools(fit)
    if groups == 1:
        return ""
    return (
        f"The judges fall into {groups} groups that share no submission, so their severities cannot be compared; "
        "let a few submissions be scored by judges of all groups."
    )


def pools(fit: Fit) -> int:
    """How many groups of judges there are that share no submission, directly or through others."""
    weights = fit.scores.weights
    return int(connected_components(weights.T @ weights, directed=False, return_labels=False))


def _loaded(fit: Fit) -> str:
    load = float(fit.scores.loads.mean())
    if load >= LEAST_LOAD:
        return ""
    return f"Judges have {load:.1f} sheets on average; fewer than {LEAST_LOAD:g} tell too little about their severity."


def _different(fit: Fit) -> str:
    if math.isnan(fit.residual) or fit.p_value < SIGNIFICANT:
        return ""
    return (
        f"The judges do not differ in severity more than chance allows (p = {fit.p_value:.2f}, "
        f"needed below {SIGNIFICANT:g}); the plain mean is as good."
    )
