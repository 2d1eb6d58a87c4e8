"""Organizers' pages of the council's meetings."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.ballots.readiness import readiness_shown
from portal.comments.words import CLAIM_LABELS
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.deliberations import minutes, policies, queries, service
from portal.deliberations.forms import ConclusionForm, MotionForm, PlanForm, ResultForm, StartForm
from portal.deliberations.models import AgendaItem, Meeting, MeetingState, MotionResult
from portal.deliberations.words import RESULT_LABELS, STATE_LABELS
from portal.judges.labels import ROLE_LABELS
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_council", __name__)
BASE = "/manage/editions/<int:edition_id>/meetings"


@bp.route(BASE, methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def index(edition_id: int) -> Any:
    """Every meeting, and planning the next."""
    edition = organizers_edition(edition_id)
    form = PlanForm()
    if form.validate_on_submit() and form.held_on.data is not None:
        try:
            made = service.plan(edition, held_on=form.held_on.data, place=form.place.data or "", actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The meeting is planned, with an item for each category."), "success")
            return redirect(url_for(".meeting", edition_id=edition.id, meeting_id=made.id))
    return render_template(
        "deliberations/meetings.html",
        edition=edition,
        meetings=queries.meetings_of(edition),
        states=STATE_LABELS,
        form=form,
    )


def _meeting(edition_id: int, meeting_id: int) -> tuple[Edition, Meeting]:
    edition = organizers_edition(edition_id)
    return edition, queries.get_meeting_or_404(edition.id, meeting_id)


@bp.get(f"{BASE}/<int:meeting_id>")
@signed_in
def meeting(edition_id: int, meeting_id: int) -> str:
    """Attendance, agenda, what is on the table with its motions, and the minutes."""
    edition, found = _meeting(edition_id, meeting_id)
    return _meeting_page(edition, found)


def _meeting_page(edition: Edition, found: Meeting, motion_form: MotionForm | None = None) -> str:
    """The page of a meeting, with the form of a motion that could not be taken."""
    item = queries.open_item(found)
    hidden = hidden_submissions(current_user, edition)
    away = queries.hidden_categories(found, hidden)
    may_write = policies.can_write_down(current_user, edition, item is not None and item.category_id in away)
    form = motion_form or MotionForm(formdata=None)
    if item is not None:
        form.offer(item.in_the_room)
    written = queries.minutes_of(found) if found.closed_at else []
    return render_template(
        "deliberations/meeting.html",
        edition=edition,
        meeting=found,
        present=sum(one.present for one in found.attendees),
        needed=service.needed_in(found),
        item=item,
        away=away,
        may_write=may_write,
        may_note=policies.can_note_attendance(current_user, edition, hidden),
        table=queries.table_of(item) if item is not None and may_write else None,
        claims=CLAIM_LABELS,
        ready=readiness_shown(edition, hidden) if found.state is MeetingState.PLANNED else None,
        start_form=StartForm(formdata=None),
        motion_form=form,
        result_form=ResultForm(formdata=None),
        conclusion_form=ConclusionForm(formdata=None),
        roles=ROLE_LABELS,
        states=STATE_LABELS,
        results=RESULT_LABELS,
        written=written,
        signatures=queries.signatures_under(written[0]) if written else [],
        may_read=policies.can_read_minutes(current_user, edition, None, hidden),
    )


def _done(edition: Edition, found: Meeting, act: Callable[[], Any], said: str) -> Any:
    """Do one thing, say what came of it or why not, and show the meeting again."""
    try:
        act()
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(said, "success")
    return redirect(url_for("manage_council.meeting", edition_id=edition.id, meeting_id=found.id))


@bp.post(f"{BASE}/<int:meeting_id>/open")
@signed_in
@limiter.limit("60/hour")
def open_meeting(edition_id: int, meeting_id: int) -> Any:
    """Begin the meeting."""
    edition, found = _meeting(edition_id, meeting_id)
    form = StartForm()
    if not form.validate_on_submit():
        flash(form.error_summary()[0][1], "error")
        return redirect(url_for(".meeting", edition_id=edition.id, meeting_id=found.id))
    return _done(
        edition, found,
        lambda: service.open_meeting(found, actor=current_user, unheard_reason=form.unheard_reason.data or ""),
        _("The meeting has begun."),
    )  # fmt: skip


@bp.post(f"{BASE}/<int:meeting_id>/attendance")
@signed_in
@limiter.limit("300/hour")
def attendance(edition_id: int, meeting_id: int) -> Any:
    """Note who is there."""
    edition, found = _meeting(edition_id, meeting_id)
    there = {one for one in request.form.getlist("present", type=whole) if one is not None}
    return _done(
        edition, found, lambda: service.keep_attendance(found, there, actor=current_user), _("Attendance is noted.")
    )


@bp.post(f"{BASE}/<int:meeting_id>/close")
@signed_in
@limiter.limit("60/hour")
def close_meeting(edition_id: int, meeting_id: int) -> Any:
    """End the meeting."""
    edition, found = _meeting(edition_id, meeting_id)
    return _done(edition, found, lambda: service.close_meeting(found, actor=current_user), _("The meeting has ended."))


def _item(edition_id: int, meeting_id: int, item_id: int) -> tuple[Edition, Meeting, AgendaItem]:
    edition, found = _meeting(edition_id, meeting_id)
    return edition, found, queries.get_item_or_404(found, item_id)


@bp.post(f"{BASE}/<int:meeting_id>/items/<int:item_id>/open")
@signed_in
@limiter.limit("300/hour")
def open_item(edition_id: int, meeting_id: int, item_id: int) -> Any:
    """Put a category on the table."""
    edition, found, item = _item(edition_id, meeting_id, item_id)
    return _done(
        edition, found, lambda: service.open_item(item, actor=current_user), _("The category is on the table.")
    )


@bp.post(f"{BASE}/<int:meeting_id>/items/<int:item_id>/close")
@signed_in
@limiter.limit("300/hour")
def close_item(edition_id: int, meeting_id: int, item_id: int) -> Any:
    """Take a category off the table."""
    edition, found, item = _item(edition_id, meeting_id, item_id)
    conclusion = ConclusionForm().conclusion.data or ""
    return _done(
        edition, found, lambda: service.close_item(item, conclusion=conclusion[:4000], actor=current_user),
        _("The category is finished."),
    )  # fmt: skip


@bp.post(f"{BASE}/<int:meeting_id>/items/<int:item_id>/motions")
@signed_in
@limiter.limit("300/hour")
def make_motion(edition_id: int, meeting_id: int, item_id: int) -> Any:
    """Write down a motion."""
    edition, found, item = _item(edition_id, meeting_id, item_id)
    form = MotionForm()
    form.offer(list(found.attendees))
    if form.validate_on_submit():
        proposer = next((one for one in found.attendees if one.id == form.proposed_by.data), found.attendees[0])
        try:
            service.make_motion(
                item, text=form.text.data or "", proposed_by=proposer, number=form.number.data or "",
                place=form.place.data, actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The motion is written down."), "success")
            return redirect(url_for(".meeting", edition_id=edition.id, meeting_id=found.id))
    return _meeting_page(edition, found, form), 422


@bp.post(f"{BASE}/<int:meeting_id>/items/<int:item_id>/motions/<int:motion_id>")
@signed_in
@limiter.limit("300/hour")
def decide_motion(edition_id: int, meeting_id: int, item_id: int, motion_id: int) -> Any:
    """Note the result of a motion."""
    edition, found, item = _item(edition_id, meeting_id, item_id)
    motion, form = queries.get_motion_or_404(item, motion_id), ResultForm()
    if not form.validate_on_submit():
        flash(_("Choose the result, and enter hands as whole numbers."), "error")
        return redirect(url_for(".meeting", edition_id=edition.id, meeting_id=found.id))
    return _done(
        edition, found,
        lambda: service.decide_motion(
            motion, result=MotionResult(form.result.data), in_favour=form.in_favour.data, against=form.against.data,
            actor=current_user,
        ),
        _("The result is noted."),
    )  # fmt: skip


@bp.post(f"{BASE}/<int:meeting_id>/minutes")
@signed_in
@limiter.limit("30/hour")
def make_minutes(edition_id: int, meeting_id: int) -> Any:
    """Write the minutes down and sign them with the portal's key."""
    edition, found = _meeting(edition_id, meeting_id)
    return _done(
        edition, found, lambda: minutes.make_minutes(found, actor=current_user),
        _("The minutes are made; the chair and the secretary sign them on their own pages."),
    )  # fmt: skip
