"""Organizers' pages of publication: look at what would be released, then release it, or have it released later."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import PortalForm
from portal.core.security import limiter
from portal.decisions.models import Decision
from portal.decisions.queries import latest_decision
from portal.judges.visibility import hidden_submissions
from portal.publication import checking, failures, policies, queries, schedule
from portal.publication.forms import CancelForm, MoveForm, PlanForm, PublishForm
from portal.publication.models import PlanState, ReleasePlan
from portal.publication.release_page import shown
from portal.transparency.heads import HeadKind
from portal.transparency.queries import head_in_force

bp = Blueprint("manage_publication", __name__)

HOME = "/manage/editions/<int:edition_id>/publication"


def _edition(edition_id: int) -> Edition:
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


def _decision(edition: Edition) -> Decision:
    decision = latest_decision(edition)
    if decision is None:
        raise NotFound()
    return decision


def _plan(edition: Edition) -> ReleasePlan:
    planned = schedule.waiting_plan(edition)
    if planned is None:
        raise NotFound()
    return planned


def _act(edition: Edition, form: PortalForm, do: Callable[[], Any], told: str) -> Any:
    """Do what a valid form asks and come back to the page; what is wrong is said there."""
    if form.validate_on_submit():
        try:
            do()
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(told, "success")
            return redirect(url_for(".index", edition_id=edition.id))
    return _page(edition, form)


@bp.route(HOME, methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The preview, the button, and what has been released so far."""
    edition, form = _edition(edition_id), PublishForm()
    if not form.is_submitted():
        return _page(edition, form)
    decision = _decision(edition)
    return _act(
        edition, form,
        lambda: schedule.release_now(decision, actor=current_user, reason=form.note.data or ""),
        _("The results are public now."),
    )  # fmt: skip


@bp.post(f"{HOME}/check")
@signed_in
@limiter.limit("30/hour")
def check(edition_id: int) -> Any:
    """Have the results checked once more."""
    edition = _edition(edition_id)
    authorize(policies.can_release_results(current_user, edition, hidden_submissions(current_user, edition)))
    checking.order(_decision(edition), actor=current_user)
    flash(_("The results are being checked."), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.post(f"{HOME}/plan")
@signed_in
def plan(edition_id: int) -> Any:
    """Have the results released at a moment."""
    edition, form = _edition(edition_id), PlanForm(prefix="plan")
    decision = _decision(edition)
    return _act(
        edition, form,
        lambda: schedule.plan(
            decision, at=form.moment(edition.time_zone), actor=current_user, reason=form.note.data or ""
        ),
        _("The release is planned. Nothing is public before."),
    )  # fmt: skip


@bp.post(f"{HOME}/plan/move")
@signed_in
def move(edition_id: int) -> Any:
    """Give the planned release another moment."""
    edition, form = _edition(edition_id), MoveForm(prefix="move")
    planned = _plan(edition)
    return _act(
        edition, form,
        lambda: schedule.move(
            planned, at=form.moment(edition.time_zone), reason=form.reason.data or "", actor=current_user
        ),
        _("The release is moved."),
    )  # fmt: skip


@bp.post(f"{HOME}/plan/cancel")
@signed_in
def cancel(edition_id: int) -> Any:
    """Take the planned release back."""
    edition, form = _edition(edition_id), CancelForm(prefix="cancel")
    planned = _plan(edition)
    return _act(
        edition, form,
        lambda: schedule.cancel(planned, reason=form.reason.data or "", actor=current_user),
        _("The release is cancelled. Nothing is published by itself."),
    )  # fmt: skip


def _page(edition: Edition, sent: PortalForm) -> str:
    """The whole page with the form that was sent, and empty ones for the others."""
    kinds = (PublishForm, PlanForm, MoveForm, CancelForm)
    names = ("publish", "plan", "move", "cancel")
    forms = {
        name: sent if isinstance(sent, kind) else kind(formdata=None, prefix="" if name == "publish" else name)
        for name, kind in zip(names, kinds, strict=True)
    }
    decision, releases = latest_decision(edition), queries.publications_of(edition)
    hidden = hidden_submissions(current_user, edition)
    released = bool(releases) and decision is not None and releases[0].decision_id == decision.id
    sheets, newest = head_in_force(edition, HeadKind.SHEETS), schedule.newest_plan(edition)
    pending = None if released else decision
    return render_template(
        "publication/manage.html",
        edition=edition,
        decision=decision,
        shown=shown(edition, pending, sheets, hidden, str(get_locale())) if pending is not None else None,
        sealed=sheets,
        releases=releases,
        released=released,
        planned=newest if newest is not None and newest.state is PlanState.WAITING else None,
        failed=newest if newest is not None and not released and failures.has_failed(newest) else None,
        forms=forms,
        errors=sent.error_summary(),
        hidden=0 if released else len(hidden),
        may_release=policies.can_release_results(current_user, edition, hidden),
    )
