"""What a judge typed or chose for one criterion, as the number that is kept."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal.awards.preset_words import CriterionKind
from portal.scoring import rules

LONGEST = 20


def read_value(limits: rules.CriterionLimits, text: str) -> tuple[Decimal | None, Any]:
    """The value, None when nothing was given, and the sentence about one that the rubric does not know."""
    typed = text.strip()[:LONGEST]
    if not typed:
        return None, None
    value = rules.parse_points(typed)
    if value is None and limits.kind is CriterionKind.POINTS:
        return None, _("Enter a number")
    problem = rules.points_problem(limits, Decimal(-1) if value is None else value)
    return (None, problem) if problem is not None else (value, None)
