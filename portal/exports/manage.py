"""Organizers' downloads."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.policies import is_organizer, managed_category_ids, works_in_console
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.core.csv_text import make_csv
from portal.core.db import db
from portal.core.i18n import local_time, localized
from portal.core.whole_numbers import whole
from portal.judges.visibility import hidden_submissions
from portal.scoring import queries as scoring
from portal.screening import checklist
from portal.screening import queries as screening

bp = Blueprint("exports", __name__)


@bp.get("/manage/editions/<int:edition_id>/ranking.csv")
@signed_in
def ranking(edition_id: int) -> Response:
    """The whole ranking as a table, with exact means."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    standings = scoring.standings(edition, hidden=hidden_submissions(current_user, edition))
    titles = scoring.titles([one.submission for listed in standings.values() for one in listed])
    heading = [
        _("Category"),
        _("Rank"),
        _("Number"),
        _("Title"),
        _("Organisation"),
        _("Sheets"),
        _("Mean"),
        _("Exact mean"),
    ]
    rows = [
        (
            localized(category.name),
            one.rank or "",
            titles[one.submission].number,
            titles[one.submission].title,
            titles[one.submission].organisation,
            one.sheets,
            "" if one.mean is None else f"{float(one.mean):.2f}",
            "" if one.mean is None else str(one.mean),
        )
        for category in awards.categories_of(edition)
        for one in standings.get(category.id, [])
    ]
    return _csv(heading, rows, f"{edition.slug}-ranking.csv")


def _csv(heading: list[str], rows: Any, filename: str) -> Response:
    answer = Response(make_csv(heading, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


@bp.get("/manage/editions/<int:edition_id>/screening.csv")
@signed_in
def screening_queue(edition_id: int) -> Response:
    """The screening queue as it is filtered, in the categories somebody looks after."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    statement = screening.queue(
        edition,
        category_ids=managed_category_ids(current_user, edition),
        status=request.args.get("status", "")[:20],
        category_id=request.args.get("category", 0, type=whole),
        search=request.args.get("q", "")[:100],
        origin=request.args.get("origin", "")[:20],
    )
    found: list[Any] = list(db.session.execute(statement))
    checked = checklist.checked_counts([one.id for one, _decision in found])
    heading = [_("Number"), _("Title"), _("Organisation"), _("Category"), _("How it came"), _("Submitted")]
    heading += [_("Checked"), _("Questions"), _("Status"), _("Reason")]
    rows = [
        (
            one.number,
            one.title,
            one.organisation,
            localized(one.category.name),
            one.origin.value,
            local_time(one.submitted_at, edition.time_zone).strftime("%Y-%m-%d %H:%M"),
            checked.get(one.id, 0),
            len(checklist.items_of(one)),
            decision.outcome.value if decision else screening.PENDING,
            decision.reason if decision else "",
        )
        for one, decision in found
    ]
    return _csv(heading, rows, f"{edition.slug}-screening.csv")
