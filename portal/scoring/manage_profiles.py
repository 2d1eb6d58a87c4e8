"""Organizers' pages of judge profiles: the list of a category, and one judge."""

from flask import Blueprint, render_template
from flask_login import current_user

from portal.awards import queries as awards
from portal.awards.console import chosen_category, organizers_edition
from portal.core.access import signed_in
from portal.core.forms import page_number
from portal.core.pagination import PAGE_SIZE, Page
from portal.judges.queries import get_judge_or_404
from portal.judges.visibility import hidden_submissions
from portal.scoring.advice import MOST_SHEETS
from portal.scoring.judge_profiles import profiles_on
from portal.scoring.profile_words import lines_of, tenths, words_of_severity

bp = Blueprint("manage_profiles", __name__)
SHOWN = ("spread", "halo", "straight", "pace")
"""The figures of the list; the others stand on the page of each judge."""


@bp.get("/manage/editions/<int:edition_id>/ranking/advice/judges")
@signed_in
def index(edition_id: int) -> str:
    """The judges of a category with what their sheets tell, those to look at first."""
    edition = organizers_edition(edition_id)
    categories, hidden = awards.categories_of(edition), hidden_submissions(current_user, edition)
    category = chosen_category(categories)
    found = profiles_on(category, hidden)
    listed = found.in_order() if found else []
    number = min(page_number(), max(1, -(-len(listed) // PAGE_SIZE)))
    items = listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "scoring/judge_profiles.html",
        edition=edition,
        categories=categories,
        category=category,
        found=found,
        page=Page([(one, lines_of(one)) for one in items], number, len(listed)),
        hidden=len(hidden),
        most=MOST_SHEETS,
        shown=SHOWN,
        tenths=tenths,
    )


@bp.get("/manage/editions/<int:edition_id>/ranking/advice/judges/<int:judge_id>")
@signed_in
def judge(edition_id: int, judge_id: int) -> str:
    """One judge in one category: every figure with its sheets and what is usual."""
    edition = organizers_edition(edition_id)
    wanted = get_judge_or_404(edition, judge_id)
    categories, hidden = awards.categories_of(edition), hidden_submissions(current_user, edition)
    category = chosen_category(categories)
    found = profiles_on(category, hidden)
    profile = found.of(wanted.id) if found else None
    return render_template(
        "scoring/judge_profile.html",
        edition=edition,
        categories=categories,
        category=category,
        judge=wanted,
        profile=profile,
        lines=lines_of(profile) if profile else [],
        leanings=found.leanings_of(profile)[:20] if found and profile else [],
        calibrated=found.calibrated if found else False,
        severity=words_of_severity(profile) if profile else "",
        tenths=tenths,
        hidden=len(hidden),
    )
