"""Organizers' pages of the council's ballots."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards.console import organizers_edition
from portal.awards.list_words import words_of_vote
from portal.awards.models import Edition
from portal.awards.queries import prizes_of
from portal.ballots import policies, queries, service
from portal.ballots.ballot_rules import Outcome, needed_for_quorum, settings_in
from portal.ballots.forms import CancelForm, ListForm, OpenForm
from portal.ballots.models import BallotBox, BoxState
from portal.ballots.readiness import readiness_shown
from portal.ballots.words import CHOICE_LABELS, OUTCOME_LABELS, STATE_LABELS
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.i18n import localized
from portal.core.security import limiter
from portal.judges.council import council_round, members_of
from portal.judges.labels import ROLE_LABELS
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_ballots", __name__)
BASE = "/manage/editions/<int:edition_id>/ballots"


@bp.route(BASE, methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def index(edition_id: int) -> Any:
    """The rules of the vote, every box, and opening the next one."""
    edition = organizers_edition(edition_id)
    form = OpenForm()
    if form.validate_on_submit():
        try:
            box = service.open_box(
                edition, actor=current_user, held_on=form.held_on.data, openly=bool(form.openly.data),
                unheard_reason=form.unheard_reason.data or "",
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The ballot is open, and the members are told by e-mail."), "success")
            return redirect(url_for(".box", edition_id=edition.id, box_id=box.id))
    round_ = council_round(edition)
    settings = queries.council_settings(edition, round_.code) if round_ else None
    hidden = hidden_submissions(current_user, edition)
    return render_template(
        "ballots/index.html",
        edition=edition,
        round=round_,
        rules=words_of_vote(settings) if settings else [],
        secret=settings is not None and settings.secret,
        members=members_of(round_) if round_ else [],
        boxes=queries.boxes_of(edition),
        voted=queries.voted_list(edition),
        ready=readiness_shown(edition, hidden),
        states=STATE_LABELS,
        form=form,
        list_form=ListForm(),
        may_open=policies.can_open_ballots(current_user, edition, hidden),
        may_end=policies.can_end_ballots(current_user, edition, hidden),
    )


@bp.get(f"{BASE}/<int:box_id>")
@signed_in
def box(edition_id: int, box_id: int) -> str:
    """Who has voted, and after closing what it came to."""
    edition = organizers_edition(edition_id)
    return _box_page(edition, queries.get_box_or_404(edition.id, box_id), CancelForm())


def _box_page(edition: Edition, found: BallotBox, form: CancelForm) -> str:
    hidden = hidden_submissions(current_user, edition)
    closed, settings = found.state is BoxState.CLOSED, settings_in(found.settings)
    results = queries.results_of(found, hidden) if closed else []
    return render_template(
        "ballots/box.html",
        edition=edition,
        box=found,
        settings=settings,
        rules=words_of_vote(settings),
        voted=sum(one.handed_in for one in found.voters),
        needed=needed_for_quorum(len(found.voters), settings.quorum),
        results=results,
        late=queries.late_conflicts_of(found, hidden),
        numbers={one.submission.id: one.submission.number for one in results},
        by_name=queries.open_votes_by_work(found) if closed and not settings.secret else {},
        choices=CHOICE_LABELS,
        passed=sum(one.outcome is Outcome.PASSED for one in results),
        hidden=len(hidden & set(found.works)),
        may_end=policies.can_end_ballots(current_user, edition, hidden),
        prizes={one.code: localized(one.name) for one in prizes_of(edition)},
        roles=ROLE_LABELS,
        outcomes=OUTCOME_LABELS,
        states=STATE_LABELS,
        form=form,
        papers_waiting=sum(one.on_paper for one in found.voters) - found.papers_counted if settings.secret else 0,
    )


def _done(edition: Edition, found: BallotBox, act: Callable[[], Any], said: str) -> Any:
    try:
        act()
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(said, "success")
    return redirect(url_for(".box", edition_id=edition.id, box_id=found.id))


@bp.post(f"{BASE}/<int:box_id>/close")
@signed_in
@limiter.limit("60/hour")
def close(edition_id: int, box_id: int) -> Any:
    """Close a box and count."""
    edition = organizers_edition(edition_id)
    found = queries.get_box_or_404(edition.id, box_id)
    return _done(
        edition, found, lambda: service.close(found, actor=current_user), _("The ballot is closed and counted.")
    )


@bp.post(f"{BASE}/<int:box_id>/cancel")
@signed_in
@limiter.limit("60/hour")
def cancel(edition_id: int, box_id: int) -> Any:
    """Give up a box, with a reason."""
    edition = organizers_edition(edition_id)
    found, form = queries.get_box_or_404(edition.id, box_id), CancelForm()
    if not form.validate_on_submit():
        return _box_page(edition, found, form), 422
    reason = form.reason.data or ""
    return _done(
        edition, found, lambda: service.cancel(found, reason=reason, actor=current_user),
        _("The ballot is cancelled; its votes were thrown away unread."),
    )  # fmt: skip


@bp.post(f"{BASE}/list")
@signed_in
@limiter.limit("60/hour")
def make_list(edition_id: int) -> Any:
    """Make the list of what passed."""
    edition = organizers_edition(edition_id)
    form = ListForm()
    if not form.validate_on_submit():
        flash(_("Enter the day as a date."), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    try:
        made = service.make_voted_list(edition, actor=current_user, dated_on=form.dated_on.data)
    except PortalError as error:
        flash(str(error), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    flash(_("The list of what passed is made."), "success")
    return redirect(url_for("manage_decisions.list_version", edition_id=edition.id, list_id=made.id))
