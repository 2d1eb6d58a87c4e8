"""The running session: what is presented now and next, and who of the panel has finished the sheet for it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_login import current_user

from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions
from portal.presentations import policies, queries, rules, service
from portal.presentations.models import PresentationSession
from portal.scoring import live
from portal.submissions.queries import latest_titles

bp = Blueprint("live", __name__)
BASE = "/judging/presentations/<int:session_id>"


def _session(session_id: int) -> PresentationSession:
    found = queries.get_session_or_404(session_id)
    authorize(policies.can_run(current_user, found, queries.roles_on_panel(current_user, found)))
    g.time_zone = found.category.edition.time_zone
    return found


@bp.get(f"{BASE}/live")
@signed_in
def show(session_id: int) -> str:
    """Now, next, and the panel; nothing of the panel for whoever is in conflict with the work."""
    session = _session(session_id)
    running, following = rules.present_and_next(session.slots)
    hidden = hidden_submissions(current_user, session.category.edition)
    watched = running or next((one for one in reversed(session.slots) if one.finished_at is not None), None)
    kept = watched is not None and watched.submission_id in hidden
    panel = [] if watched is None or kept else live.panel_of(watched.submission_id, session.round_id)
    return render_template(
        "scoring/live.html",
        session=session,
        now=clock.now(),
        running=running,
        watched=watched,
        following=following,
        panel=panel,
        kept=kept,
        done=sum(one.finished for one in panel),
        shown=live.all_finished(panel),
        rows=list(zip(session.slots, rules.times_of(session, len(session.slots)), strict=True)),
        titles=latest_titles([one.submission_id for one in session.slots]),
    )


@bp.post(f"{BASE}/slots/<int:slot_id>/start")
@signed_in
@limiter.limit("300/hour")
def start(session_id: int, slot_id: int) -> Any:
    """The presentation of a work begins now."""
    return _run(session_id, slot_id, service.start)


@bp.post(f"{BASE}/slots/<int:slot_id>/finish")
@signed_in
@limiter.limit("300/hour")
def finish(session_id: int, slot_id: int) -> Any:
    """The presentation of a work is over."""
    return _run(session_id, slot_id, service.finish)


def _run(session_id: int, slot_id: int, act: Any) -> Any:
    session = _session(session_id)
    try:
        act(queries.slot_or_404(session, slot_id), actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    return redirect(url_for(".show", session_id=session.id))
