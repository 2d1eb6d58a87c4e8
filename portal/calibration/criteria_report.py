"""What `portal calibrate --json` adds where the file names criteria: agreement on each, and habits of judges."""

from typing import Any

from portal.calibration.analysis import Analysis
from portal.calibration.criteria import CriterionPoints, agreement_by_criterion
from portal.calibration.profiles import Figure, profiles

HABITS = ("halo", "straight", "middle")


def criteria_report(analysis: Analysis, table: CriterionPoints | None) -> dict[str, Any]:
    """The additional keys: those of the answer, and under `judges` those of each judge in order; empty without."""
    if table is None:
        return {}
    return {
        "criteria": [
            {
                "id": one.criterion,
                "n": one.sheets,
                "krippendorff_alpha": one.krippendorff_alpha,
                "icc_single": one.icc_single,
            }
            for one in agreement_by_criterion(table)
        ],
        "judges": [
            {name: _figure(getattr(one, name)) for name in HABITS} | {"striking": list(one.striking)}
            for one in profiles(analysis, table)
        ],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "usual": figure.usual, "n": figure.sheets}


def with_criteria(answer: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The answer with what the criteria tell; just as it was where there are none."""
    if not found:
        return answer
    pairs = zip(answer["judges"], found["judges"], strict=True)
    return answer | {"criteria": found["criteria"], "judges": [judge | more for judge, more in pairs]}
