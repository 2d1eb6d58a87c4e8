"""The points of every sheet by criterion, and how far judges agree on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from portal.calibration.agreement import intraclass, krippendorff_alpha
from portal.calibration.scores import Floats, Scores
from portal.calibration.severity import fit
from portal.calibration.uncertainty import submission_errors


@dataclass(frozen=True)
class CriterionPoints:
    """Rows stand for the sheets of `scores` in the same order, columns for the criteria."""

    scores: Scores
    criteria: tuple[str, ...]
    points: Floats
    """Shape (sheets, criteria); not a number where a sheet has no points for a criterion."""
    most: Floats
    """The maximum of each criterion, shape (criteria,)."""

    @property
    def shares(self) -> Floats:
        """Points as shares of the maximum, shape (sheets, criteria)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.points / self.most


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """How far judges agree on one criterion; a measure is None where the data do not allow it."""

    criterion: str
    sheets: int
    krippendorff_alpha: float | None
    icc_single: float | None


def points_by_criterion(
    scores: Scores, given: Sequence[Mapping[str, float]], most: Mapping[str, float] | None = None
) -> CriterionPoints:
    """The table of what each sheet gives each criterion; where no maximum is known, the most that anybody gave."""
    criteria = tuple(most) if most else tuple(dict.fromkeys(name for sheet in given for name in sheet))
    points = np.array([[sheet.get(name, np.nan) for name in criteria] for sheet in given], float)
    points = points.reshape(len(given), len(criteria))
    if most:
        return CriterionPoints(scores, criteria, points, np.array([most[name] for name in criteria], float))
    highest = np.nanmax(points, axis=0) if points.size else np.zeros(len(criteria))
    return CriterionPoints(scores, criteria, points, np.where(highest > 0, highest, np.nan))


def agreement_by_criterion(table: CriterionPoints) -> list[CriterionAgreement]:
    """Krippendorff's alpha and the reliability of one sheet, for each criterion by itself."""
    return [_agreement(table, place) for place in range(len(table.criteria))]


def _agreement(table: CriterionPoints, place: int) -> CriterionAgreement:
    given = np.isfinite(table.points[:, place])
    if not given.any():
        return CriterionAgreement(table.criteria[place], 0, None, None)
    scores = _only(table.scores, table.points[:, place], given)
    found = fit(scores)
    single, _average = intraclass(found, submission_errors(found))
    return CriterionAgreement(table.criteria[place], len(scores), krippendorff_alpha(scores), single)


def _only(scores: Scores, points: Floats, given: np.ndarray) -> Scores:
    """The sheets that have points, with judges and submissions counted anew: nobody may stand there without one."""
    judges, judge = np.unique(scores.judge[given], return_inverse=True)
    works, submission = np.unique(scores.submission[given], return_inverse=True)
    return replace(
        scores,
        judges=tuple(scores.judges[one] for one in judges),
        submissions=tuple(scores.submissions[one] for one in works),
        judge=judge,
        submission=submission,
        points=points[given],
    )
