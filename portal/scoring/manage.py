"""Organizers' pages of scoring: progress, reopening, ranking."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards import queries as awards
from portal.awards.console import chosen_category, organizers_edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number, tidy
from portal.core.pagination import PAGE_SIZE, Page, paginate
from portal.judges.visibility import hidden_submissions
from portal.scoring import policies, queries, service
from portal.scoring.history import changes_of
from portal.scoring.kept_standings import standings_of
from portal.scoring.ranking import Lacking
from portal.scoring.sheet_form import labels_of
from portal.scoring.sheet_values import PRIVATE_NOTE

bp = Blueprint("manage_scoring", __name__)


@bp.get("/manage/editions/<int:edition_id>/scores")
@signed_in
def progress(edition_id: int) -> str:
    """How far every judge has come, and the finished sheets."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    rows = queries.progress(edition, hidden)
    page = paginate(queries.finished_sheets(edition, hidden), page_number())
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("assigned", "started", "finished")}
    return render_template(
        "scoring/progress.html", edition=edition, rows=rows[:200], page=page, totals=totals, hidden=len(hidden)
    )


@bp.post("/manage/editions/<int:edition_id>/scores/<int:sheet_id>/reopen")
@signed_in
def reopen(edition_id: int, sheet_id: int) -> Any:
    """Unlock a finished sheet, with a reason."""
    edition = organizers_edition(edition_id)
    authorize(policies.can_reopen(current_user, edition))
    sheet = queries.get_sheet_or_404(edition, sheet_id, hidden_submissions(current_user, edition))
    try:
        service.reopen(sheet, reason=tidy(request.form.get("reason", ""))[:1000], actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("The sheet is open again and its judge is told."), "success")
    return redirect(url_for(".progress", edition_id=edition.id))


@bp.get("/manage/editions/<int:edition_id>/scores/<int:sheet_id>/history")
@signed_in
def history(edition_id: int, sheet_id: int) -> str:
    """Every version of every score on a sheet; the judge's private note stays the judge's own."""
    edition = organizers_edition(edition_id)
    sheet = queries.get_sheet_or_404(edition, sheet_id, hidden_submissions(current_user, edition))
    submission = sheet.assignment.submission
    return render_template(
        "scoring/history_of_judge.html",
        edition=edition,
        page=paginate(changes_of(sheet), page_number()),
        labels=labels_of(submission.category),
        heading=f"{submission.number} · {sheet.assignment.judge.user.name}",
        back=url_for(".progress", edition_id=edition.id),
        secret=frozenset({PRIVATE_NOTE}),
    )


@bp.get("/manage/editions/<int:edition_id>/ranking")
@signed_in
def ranking(edition_id: int) -> str:
    """The official standings of one category, with the threshold as a line."""
    edition = organizers_edition(edition_id)
    categories = awards.categories_of(edition)
    category = chosen_category(categories)
    hidden = hidden_submissions(current_user, edition)
    listed = standings_of(edition, category.id, hidden)
    apart = [one for one in listed if one.lacking is Lacking.AGREEMENT]
    only_apart = bool(apart) and request.args.get("show") == "apart"
    listed = apart if only_apart else listed
    number = min(page_number(), max(1, -(-len(listed) // PAGE_SIZE)))
    items = listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "scoring/ranking.html",
        edition=edition,
        categories=categories,
        category=category,
        page=Page(items, number, len(listed)),
        works=queries.titles([one.submission for one in items]),
        hidden=len(hidden),
        apart=len(apart),
        only_apart=only_apart,
    )
