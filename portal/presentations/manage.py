"""The pages on which presentations are planned."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.accounts.policies import managed_category_ids, works_in_console
from portal.awards import queries as awards
from portal.awards.console import chosen_category
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import one_line
from portal.core.whole_numbers import whole
from portal.presentations import policies, queries, rules, service
from portal.presentations.forms import SessionForm
from portal.presentations.models import PresentationSession
from portal.submissions.queries import latest_titles

bp = Blueprint("manage_presentations", __name__)
BASE = "/manage/editions/<int:edition_id>/presentations"


@bp.route(BASE, methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The sessions of a category, and planning another."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    mine = managed_category_ids(current_user, edition)
    categories = [one for one in awards.categories_of(edition) if mine is None or one.id in mine]
    category = chosen_category(categories)
    form = SessionForm()
    if form.validate_on_submit():
        plan = form.plan(edition.time_zone)
        made = service.add_session(category, awards.scoring_round(edition), plan, actor=current_user)
        flash(_("The session is planned. Now give works their slots."), "success")
        return redirect(url_for(".session", edition_id=edition.id, session_id=made.id))
    return render_template(
        "presentations/index.html",
        edition=edition,
        categories=categories,
        category=category,
        sessions=queries.sessions_of(category),
        form=form,
    )


def _session(edition_id: int, session_id: int) -> PresentationSession:
    found = queries.get_session_or_404(session_id, edition_id)
    authorize(policies.can_plan(current_user, found.category.edition, found.category))
    g.time_zone = found.category.edition.time_zone
    return found


@bp.route(f"{BASE}/<int:session_id>", methods=["GET", "POST"])
@signed_in
def session(edition_id: int, session_id: int) -> Any:
    """The order of a session, what can be done with it, and changing its place and times."""
    found = _session(edition_id, session_id)
    form = SessionForm()
    if request.method == "GET":
        form.show(found, found.category.edition.time_zone)
    elif form.validate():
        service.change_session(found, form.plan(found.category.edition.time_zone), actor=current_user)
        flash(
            _("The session is changed. Authors who were told otherwise get a letter when you send the letters."),
            "success",
        )
        return _back(found)
    times = rules.times_of(found, len(found.slots))
    waiting = queries.works_without_slot(found)
    return render_template(
        "presentations/session.html",
        edition=found.category.edition,
        session=found,
        rows=list(zip(found.slots, times, strict=True)),
        waiting=waiting,
        titles=latest_titles([one.submission_id for one in found.slots]),
        untold=sum(
            slot.started_at is None and (slot.told_at, slot.told_place) != (begins, found.place)
            for slot, (begins, _ends) in zip(found.slots, times, strict=True)
        ),
        form=form,
    )


def _back(found: PresentationSession) -> Any:
    return redirect(url_for(".session", edition_id=found.edition_id, session_id=found.id))


def _done(found: PresentationSession, act: Callable[[], Any], said: Callable[[Any], str] | None = None) -> Any:
    """Do one thing, say what came of it or why not, and show the session again."""
    try:
        outcome = act()
    except PortalError as error:
        flash(str(error), "error")
    else:
        if said is not None:
            flash(said(outcome), "success")
    return _back(found)


@bp.post(f"{BASE}/<int:session_id>/fill")
@signed_in
def fill(edition_id: int, session_id: int) -> Any:
    """Give the waiting works slots: by number, or drawn by lot from words that anybody can check."""
    found = _session(edition_id, session_id)
    seed = one_line(request.form.get("seed", ""))[:100] if request.form.get("order") == "lot" else ""
    if request.form.get("order") == "lot" and not seed:
        flash(_("Write the words from which the order is drawn."), "error")
        return _back(found)
    return _done(
        found,
        lambda: service.fill(found, seed=seed, actor=current_user),
        lambda count: ngettext("%(num)d work has got a slot.", "%(num)d works have got a slot.", count),
    )


@bp.post(f"{BASE}/<int:session_id>/slots")
@signed_in
def add(edition_id: int, session_id: int) -> Any:
    """Give one work the last slot."""
    found = _session(edition_id, session_id)
    work = request.form.get("work", 0, type=whole)
    return _done(found, lambda: service.add_slot(found, work, actor=current_user))


@bp.post(f"{BASE}/<int:session_id>/slots/<int:slot_id>")
@signed_in
def arrange(edition_id: int, session_id: int, slot_id: int) -> Any:
    """Move a slot up or down, or take it out."""
    found = _session(edition_id, session_id)
    slot = queries.slot_or_404(found, slot_id)
    act = request.form.get("act", "")
    if act == "remove":
        return _done(found, lambda: service.remove_slot(slot, actor=current_user))
    return _done(found, lambda: service.move_slot(slot, -1 if act == "up" else 1, actor=current_user))


@bp.post(f"{BASE}/<int:session_id>/announce")
@signed_in
def announce(edition_id: int, session_id: int) -> Any:
    """Write to the authors who do not know time and place yet."""
    found = _session(edition_id, session_id)
    return _done(
        found,
        lambda: service.announce(found, actor=current_user),
        lambda count: ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", count),
    )


@bp.post(f"{BASE}/<int:session_id>/remove")
@signed_in
def remove(edition_id: int, session_id: int) -> Any:
    """Take a session away that nobody knows of yet."""
    found = _session(edition_id, session_id)
    category = found.category_id
    try:
        service.remove_session(found, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
        return _back(found)
    return redirect(url_for(".index", edition_id=edition_id, category=category))
