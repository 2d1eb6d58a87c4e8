"""The council's own pages: its ballots and meetings, the room, and the minutes."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from portal.adapters import docx_writer
from portal.adapters.object_store import content_disposition
from portal.adapters.pdf_writer import render_pdf
from portal.awards.models import Edition
from portal.ballots.queries import own_boxes
from portal.comments.words import CLAIM_LABELS
from portal.core.access import authorize, signed_in
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.deliberations import minutes as minutes_service
from portal.deliberations import policies, queries
from portal.deliberations.minutes_document import document_of
from portal.deliberations.models import Meeting
from portal.deliberations.words import RESULT_LABELS, STATE_LABELS
from portal.judges.labels import ROLE_LABELS
from portal.judges.visibility import hidden_submissions

bp = Blueprint("council", __name__)


@bp.get("/council")
@signed_in
def index() -> str:
    """The ballots and meetings somebody is asked to."""
    return render_template(
        "deliberations/index.html",
        boxes=own_boxes(current_user),
        meetings=queries.own_meetings(current_user),
        states=STATE_LABELS,
    )


def _edition_of(meeting: Meeting) -> Edition:
    edition = db.session.get_one(Edition, meeting.edition_id)
    g.time_zone = edition.time_zone
    return edition


@bp.get("/council/meetings/<int:meeting_id>")
@signed_in
def room(meeting_id: int) -> str:
    """The room: what is on the table, or the request to wait outside."""
    meeting, attendee = queries.get_members_meeting_or_404(meeting_id, current_user)
    edition = _edition_of(meeting)
    hidden = hidden_submissions(current_user, edition)
    item = queries.open_item(meeting)
    away = queries.hidden_categories(meeting, hidden)
    verdict = policies.can_follow(attendee, item, item.category_id in away) if item is not None else None
    shown = item if verdict else None
    written = queries.minutes_of(meeting) if meeting.closed_at else []
    return render_template(
        "deliberations/room.html",
        edition=edition,
        meeting=meeting,
        attendee=attendee,
        item=item,
        refusal=verdict.reason if verdict is not None and not verdict else "",
        table=queries.table_of(shown) if shown is not None else None,
        claims=CLAIM_LABELS,
        away=away,
        states=STATE_LABELS,
        results=RESULT_LABELS,
        roles=ROLE_LABELS,
        written=written[0] if written else None,
        signatures=queries.signatures_under(written[0]) if written else [],
        may_sign=policies.can_sign_minutes(current_user, attendee, hidden),
        may_read=policies.can_read_minutes(current_user, edition, attendee, hidden),
    )


def _document(meeting_id: int, number: int) -> tuple[dict[str, Any], str]:
    meeting = queries.find_meeting_or_404(meeting_id)
    edition = _edition_of(meeting)
    attendee, hidden = queries.attendee_in(meeting, current_user), hidden_submissions(current_user, edition)
    verdict = policies.can_read_minutes(current_user, edition, attendee, hidden)
    authorize(verdict, hide=attendee is None and not hidden)
    found = queries.get_minutes_or_404(meeting, number)
    document = document_of(edition, found, queries.signatures_under(found))
    return {**document, "lang": str(get_locale())}, f"minutes-{edition.slug}-{meeting.held_on}-{number}"


def _attached(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = content_disposition(name, inline=False)
    return answer


@bp.get("/council/meetings/<int:meeting_id>/minutes/<int:number>.pdf")
@signed_in
@limiter.limit("30/minute")
def minutes_pdf(meeting_id: int, number: int) -> Response:
    """The minutes to print."""
    document, name = _document(meeting_id, number)
    return _attached(render_pdf("minutes", document), "application/pdf", f"{name}.pdf")


@bp.get("/council/meetings/<int:meeting_id>/minutes/<int:number>.docx")
@signed_in
@limiter.limit("30/minute")
def minutes_docx(meeting_id: int, number: int) -> Response:
    """The minutes for a word processor."""
    document, name = _document(meeting_id, number)
    return _attached(docx_writer.render_minutes(document), docx_writer.MEDIA_TYPE, f"{name}.docx")


@bp.post("/council/meetings/<int:meeting_id>/minutes/<int:number>/sign")
@signed_in
@limiter.limit("30/hour")
def sign(meeting_id: int, number: int) -> Any:
    """Sign the minutes as chair or secretary."""
    meeting, _attendee = queries.get_members_meeting_or_404(meeting_id, current_user)
    _edition_of(meeting)
    found = queries.get_minutes_or_404(meeting, number)
    try:
        minutes_service.sign(found, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("You have signed the minutes."), "success")
    return redirect(url_for(".room", meeting_id=meeting.id))
