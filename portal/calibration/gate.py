"""Whether calibrated scores may be shown: only where the data can carry them."""

import math
from dataclasses import dataclass
from enum import StrEnum

from scipy.sparse.csgraph import connected_components

from portal.calibration.severity import Fit

LEAST_LOAD = 8.0
"""Mean sheets of a judge; with fewer, severities are mostly noise."""
SIGNIFICANT = 0.05


class Hindrance(StrEnum):
    """What stands against showing calibrated scores; `value` of its reason is what the words need."""

    SINGLE_SHEETS = "single_sheets"
    GROUPS = "groups"
    FEW_SHEETS = "few_sheets"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Reason:
    """A hindrance, with how many groups there are, how many sheets a judge has, or the p-value."""

    kind: Hindrance
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """Open, or the reasons why not."""

    reasons: tuple[Reason, ...]

    @property
    def open(self) -> bool:
        """Whether calibrated scores may be shown."""
        return not self.reasons


def gate(fit: Fit) -> Gate:
    """Look at what the data can carry: links between judges, their loads, and whether they differ at all."""
    groups, load = pools(fit), float(fit.scores.loads.mean())
    reasons = []
    if math.isnan(fit.residual):
        reasons.append(Reason(Hindrance.SINGLE_SHEETS))
    if groups > 1:
        reasons.append(Reason(Hindrance.GROUPS, groups))
    if load < LEAST_LOAD:
        reasons.append(Reason(Hindrance.FEW_SHEETS, load))
    if not math.isnan(fit.residual) and fit.p_value >= SIGNIFICANT:
        reasons.append(Reason(Hindrance.ALIKE, fit.p_value))
    return Gate(tuple(reasons))


def pools(fit: Fit) -> int:
    """How many groups of judges there are that share no submission, directly or through others."""
    weights = fit.scores.weights
    return int(connected_components(weights.T @ weights, directed=False, return_labels=False))
