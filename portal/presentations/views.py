"""When works are presented: for their authors, for judges, and as a calendar entry."""

from typing import Any

from flask import Blueprint, Response, current_app, g, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.core import clock
from portal.core.access import signed_in, signed_link
from portal.core.i18n import force_locale
from portal.core.urls import external_url
from portal.presentations import queries, rules, service
from portal.presentations.models import PresentationSlot
from portal.submissions import queries as submissions
from portal.submissions.collaboration import make_token, row_of_token

bp = Blueprint("presentations", __name__)


@bp.get("/submissions/<int:submission_id>/presentation")
@signed_in
def own(submission_id: int) -> str:
    """Time and place at which one's own work is presented."""
    submission = submissions.get_for_owner_or_404(submission_id, current_user)
    g.time_zone = submission.edition.time_zone
    rows = [(slot, *_times(slot)) for slot in queries.slots_of_work(submission)]
    tokens = {slot.id: make_token(service.CALENDAR, slot.id) for slot, _begins, _ends in rows}
    return render_template("presentations/own.html", submission=submission, rows=rows, tokens=tokens)


def _times(slot: PresentationSlot) -> tuple[Any, Any]:
    slots = slot.session.slots
    return rules.times_of(slot.session, len(slots))[slots.index(slot)]


@bp.get("/presentations/<token>/calendar.ics")
@signed_link
def calendar(token: str) -> Response:
    """The slot as an entry for any calendar."""
    kind: Any = PresentationSlot
    slot: PresentationSlot | None = row_of_token(kind, service.CALENDAR, token)
    if slot is None or slot.told_at is None:
        raise NotFound()
    begins, ends = _times(slot)
    work = slot.submission
    title = submissions.latest_titles([work.id]).get(work.id, "")
    host = current_app.config["BASE_URL"].partition("://")[2].partition("/")[0]
    with force_locale(work.owner.locale):
        summary = _("Presentation: %(title)s", title=title)
    text = rules.calendar_entry(
        uid=f"presentation-{slot.id}@{host}", title=summary, place=slot.session.place, begins=begins, ends=ends,
        made_at=clock.now(), address=external_url("presentations.own", submission_id=work.id),
    )  # fmt: skip
    headers = {"Content-Disposition": "attachment; filename=presentation.ics"}
    return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)


@bp.get("/judging/presentations")
@signed_in
def schedule() -> str:
    """The sessions of the panels one sits on, with the way to one's own sheets."""
    sessions = queries.sessions_of_judge(current_user)
    works = [slot.submission_id for one in sessions for slot in one.slots]
    rows = [(one, list(zip(one.slots, rules.times_of(one, len(one.slots)), strict=True))) for one in sessions]
    if sessions:
        g.time_zone = sessions[0].category.edition.time_zone
    return render_template(
        "presentations/schedule.html",
        rows=rows,
        titles=submissions.latest_titles(works),
        pairs=queries.own_pairs(current_user, works),
    )
