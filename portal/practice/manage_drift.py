"""Organizers' page beside the advice: whether judges have become stricter or milder while they scored."""

from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.awards.console import chosen_category
from portal.calibration.drift import FALSE_ALARMS, LEAST_SHEETS
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.pagination import PAGE_SIZE, Page
from portal.judges.visibility import hidden_submissions
from portal.practice.drift_watch import Watched, watch
from portal.scoring.advice import MOST_SHEETS

bp = Blueprint("manage_drift", __name__)


@bp.get("/manage/editions/<int:edition_id>/ranking/drift")
@signed_in
def index(edition_id: int) -> str:
    """Every judge's line over the own sheets in the order of finishing, those to look at first."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    categories = awards.categories_of(edition)
    category = chosen_category(categories)
    hidden = hidden_submissions(current_user, edition)
    found = watch(category, hidden)
    rows = found or []
    number = min(page_number(), max(1, -(-len(rows) // PAGE_SIZE)))
    items = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "practice/drift.html",
        edition=edition,
        categories=categories,
        category=category,
        known=found is not None,
        page=Page([_row(one) for one in items], number, len(rows)),
        looks=sum(one.drift.look for one in rows),
        widest=max((abs(one.drift.slope) + 2 * one.drift.error for one in items), default=1) or 1,
        hidden=len(hidden),
        least=LEAST_SHEETS,
        alarms=round(100 * FALSE_ALARMS),
        most=MOST_SHEETS,
    )


def _row(one: Watched) -> dict[str, Any]:
    line = one.drift
    return {
        "name": one.name,
        "sheets": line.sheets,
        "slope": line.slope,
        "error": line.error,
        "early": line.early,
        "late": line.late,
        "halves_error": line.halves_error,
        "practice": one.practice,
        "controls": one.controls,
        "look": line.look,
    }
