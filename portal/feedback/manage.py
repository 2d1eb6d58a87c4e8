"""The organizers' list of letters, and what is done to many of them."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards import queries as awards
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.feedback import policies, queries, runs
from portal.feedback.models import LetterState, RunKind
from portal.feedback.settings import settings_of
from portal.jobs.queries import given_up
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_feedback", __name__, url_prefix="/manage/editions/<int:edition_id>/feedback")


def edition_of(edition_id: int) -> Edition:
    """The edition, for somebody who may handle its letters."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(policies.can_handle(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


def _filter() -> dict[str, Any]:
    return {
        "category_id": request.args.get("category", 0, type=whole),
        "state": request.args.get("state", "")[:20],
        "found": request.args.get("found", "")[:20],
        "search": request.args.get("q", "")[:100],
    }


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """Judged works with their letters, narrowed by category, state, findings and words."""
    edition = edition_of(edition_id)
    hidden = hidden_submissions(current_user, edition)
    given = _filter()
    page = paginate(queries.listed(edition, hidden=hidden, **given), page_number(), scalars=False)
    latest = queries.latest_runs(edition, current_user)
    return render_template(
        "feedback/index.html",
        edition=edition,
        page=page,
        categories=awards.categories_of(edition),
        counts=queries.counts(edition, hidden),
        runs=latest,
        stopped=given_up(runs.JOB, "run_id", [run.id for run in latest]),
        states=[queries.NONE, *LetterState],
        is_open=queries.is_open(edition.id),
        second_person=settings_of(edition).second_person,
        hidden=len(hidden),
        **given,
    )


@bp.post("/runs")
@signed_in
@limiter.limit("60/hour")
def start(edition_id: int) -> Any:
    """Gather, approve or send the letters of a category, or of the edition."""
    edition = edition_of(edition_id)
    wanted = request.form.get("category", 0, type=whole)
    category = next((one for one in awards.categories_of(edition) if one.id == wanted), None)
    kind = request.form.get("kind", "")
    back = redirect(url_for(".index", edition_id=edition.id, category=category.id if category else 0))
    if kind not in set(RunKind) or (wanted and category is None):
        flash(_("Choose what to do, and for which category."), "error")
    elif kind == RunKind.SEND and not queries.is_open(edition.id):
        flash(_("Approved letters go with the letter of the decision, when the results are published."), "error")
    else:
        runs.start(edition, RunKind(kind), category=category, actor=current_user)
        flash(_("This is being done; how far it has come stands below."), "success")
    return back
