"""Organizers' pages about the line between winners and the rest: how sheets spread, and what to score again."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from portal.assignments.queries import open_run
from portal.awards import queries as awards
from portal.awards.console import chosen_category, organizers_edition
from portal.core.access import signed_in
from portal.core.forms import page_number
from portal.core.pagination import PAGE_SIZE, Page
from portal.judges.visibility import hidden_submissions
from portal.scoring import queries
from portal.scoring.advice import advice_on
from portal.scoring.prize_line import prize_line
from portal.scoring.profile_words import tenths
from portal.scoring.score_again import score_again
from portal.scoring.valid_sheets import totals_of

bp = Blueprint("manage_line", __name__)


@bp.get("/manage/editions/<int:edition_id>/ranking/spread")
@signed_in
def spread(edition_id: int) -> str:
    """Every sheet's total as a dot beside the mean, in the order of the official ranking."""
    edition = organizers_edition(edition_id)
    categories, hidden = awards.categories_of(edition), hidden_submissions(current_user, edition)
    category = chosen_category(categories)
    totals = totals_of(edition, category.id, hidden).get(category.id, {})
    listed = queries.standings_in(edition, category, totals, hidden)
    number = min(page_number(), max(1, -(-len(listed) // PAGE_SIZE)))
    items = listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    everything = [total for sheets in totals.values() for total in sheets]
    return render_template(
        "scoring/spread.html",
        edition=edition,
        categories=categories,
        category=category,
        page=Page([(one, sorted(totals[one.submission])) for one in items], number, len(listed)),
        works=queries.titles([one.submission for one in items]),
        line=prize_line(listed, category.prize_cap),
        least=min(everything, default=Decimal()),
        most=max(everything, default=Decimal()),
        hidden=len(hidden),
    )


@bp.get("/manage/editions/<int:edition_id>/ranking/advice/again")
@signed_in
def again(edition_id: int) -> Any:
    """The works that one more sheet would help most, and who may write it; nothing is assigned here."""
    edition = organizers_edition(edition_id)
    categories, hidden = awards.categories_of(edition), hidden_submissions(current_user, edition)
    category = chosen_category(categories)
    advice = advice_on(category, hidden)
    found = score_again(advice, category, hidden) if advice else None
    return render_template(
        "scoring/score_again.html",
        edition=edition,
        categories=categories,
        category=category,
        shut=advice is not None and not advice.analysis.gate.open,
        found=found,
        run=open_run(category),
        tenths=tenths,
        hidden=len(hidden),
    )
