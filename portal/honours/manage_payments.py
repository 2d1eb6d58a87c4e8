"""Organizers' pages of prize money: who gave bank details, looking at them, and noting a payment."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.i18n import local_time
from portal.core.pagination import paginate_list
from portal.core.security import limiter
from portal.honours import bank, policies, queries, service
from portal.honours.forms import PaidForm, RecoveryForm
from portal.honours.models import BankDetails, Recovery, Revocation
from portal.honours.winners import Winner, winner_of, winners_of
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_payments", __name__, url_prefix="/manage/editions/<int:edition_id>/payments")


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """Which winners gave bank details and who was paid; no details are shown here."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    page = paginate_list([one for one in winners_of(edition, hidden) if one.amount], page_number())
    return render_template(
        "honours/payments.html",
        edition=edition,
        page=page,
        payments=queries.payments_of(edition),
        lost=[
            (details, revocation, RecoveryForm(formdata=None, state=_recovery(details, revocation).value))
            for details, revocation in queries.lost_prizes(edition, hidden)
        ],
        revoked={one.submission_id for one in queries.revocations_of(edition.id)},
        hidden=len(hidden),
    )


def _recovery(details: BankDetails, revocation: Revocation | None) -> Recovery:
    return revocation.recovery if revocation else details.recovery or Recovery.TO_RECOVER


def _payment(edition_id: int, submission_id: int) -> tuple[Edition, Winner, BankDetails]:
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    authorize(policies.can_handle(current_user, edition, submission_id, hidden), hide=True)
    winner, details = winner_of(edition, submission_id), queries.bank_details_of(submission_id)
    if winner is None or details is None:
        raise NotFound()
    return edition, winner, details


@bp.post("/<int:submission_id>/look")
@signed_in
@limiter.limit("120/hour")
def look(edition_id: int, submission_id: int) -> Any:
    """Open the bank details of one winner; the look is recorded first."""
    edition, winner, details = _payment(edition_id, submission_id)
    try:
        opened = bank.look(details, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    today = local_time(clock.now(), edition.time_zone).date()
    form = PaidForm(formdata=None, amount=winner.amount, paid_on=today)
    return render_template("honours/pay.html", edition=edition, winner=winner, opened=opened, form=form)


@bp.post("/<int:submission_id>/paid")
@signed_in
def paid(edition_id: int, submission_id: int) -> Any:
    """Note the payment; the bank details are erased with it."""
    edition, winner, details = _payment(edition_id, submission_id)
    form = PaidForm()
    if not form.validate_on_submit():
        return render_template("honours/pay.html", edition=edition, winner=winner, opened=None, form=form), 422
    try:
        bank.mark_paid(details, amount=form.amount.data, paid_on=form.paid_on.data, actor=current_user)
        flash(_("Paid; the bank details are erased."), "success")
    except PortalError as error:
        flash(str(error), "error")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.post("/<int:submission_id>/recovery")
@signed_in
def recovery(edition_id: int, submission_id: int) -> Any:
    """Say what became of money that was paid for a prize which a correction took away."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    authorize(policies.can_handle(current_user, edition, submission_id, hidden), hide=True)
    lost = {one.submission_id: (one, revocation) for one, revocation in queries.lost_prizes(edition, hidden)}
    if submission_id not in lost or lost[submission_id][0].paid_on is None:
        raise NotFound()
    form, (details, revocation) = RecoveryForm(), lost[submission_id]
    if form.validate_on_submit():
        state = Recovery(form.state.data)
        if revocation is not None:
            service.set_recovery(revocation, state, actor=current_user)
        else:
            bank.set_recovery(details, state, actor=current_user)
        flash(_("It is noted."), "success")
    return redirect(url_for(".index", edition_id=edition.id))
