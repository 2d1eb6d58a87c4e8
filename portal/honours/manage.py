"""Organizers' pages of certificates and revocations."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import PortalForm, page_number
from portal.core.pagination import paginate_list
from portal.core.security import limiter
from portal.decisions.settings import settings_of
from portal.honours import making, policies, queries, revoking, runs, service
from portal.honours.forms import ConfirmForm, DropForm, RecoveryForm, ReissueForm, RevokeForm
from portal.honours.models import Recovery, RevocationProposal
from portal.honours.winners import Winner, winners_of
from portal.jobs.queries import given_up
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_honours", __name__, url_prefix="/manage/editions/<int:edition_id>/honours")


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """Winners with their certificates, and the order to make all that are missing."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    page = paginate_list(winners_of(edition, hidden), page_number())
    latest = queries.latest_runs(edition)
    return render_template(
        "honours/index.html",
        edition=edition,
        page=page,
        certificates=queries.certificates_of([one.submission_id for one in page.items]),
        revoked={one.submission_id for one in queries.revocations_of(edition.id)},
        proposed=queries.proposed_in(edition),
        runs=latest,
        stopped=given_up(runs.JOB, "run_id", [run.id for run in latest]),
        hidden=len(hidden),
    )


@bp.post("/issue")
@signed_in
@limiter.limit("30/hour")
def issue(edition_id: int) -> Any:
    """Order every certificate that is missing."""
    edition = organizers_edition(edition_id)
    runs.start(edition, actor=current_user)
    flash(_("This is being done; how far it has come stands below."), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.get("/certificates.zip")
@signed_in
@limiter.limit("30/hour")
def archive(edition_id: int) -> Response:
    """All certificates that count, in one file that is sent while it is read."""
    edition = organizers_edition(edition_id)
    certificates = queries.files_of(edition, hidden_submissions(current_user, edition))
    answer = Response(making.packed(certificates), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition.slug}-certificates.zip"'
    return answer


def _work(edition_id: int, submission_id: int) -> tuple[Edition, Winner]:
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    authorize(policies.can_handle(current_user, edition, submission_id, hidden), hide=True)
    winner = next((one for one in winners_of(edition) if one.submission_id == submission_id), None)
    if winner is None:
        raise NotFound()
    return edition, winner


@bp.get("/<int:submission_id>")
@signed_in
def work(edition_id: int, submission_id: int) -> str:
    """One winning work: its certificates, old ones too, and what may be done."""
    edition, winner = _work(edition_id, submission_id)
    return _page(edition, winner)


def _page(
    edition: Edition,
    winner: Winner,
    revoke_form: RevokeForm | None = None,
    confirm_form: ConfirmForm | None = None,
    drop_form: DropForm | None = None,
) -> str:
    proposal = queries.waiting_proposal(winner.submission_id)
    hidden = hidden_submissions(current_user, edition)
    revocation = queries.revocation_of(winner.submission_id)
    history = queries.history_of(winner.submission_id)
    current = {one.id for one in queries.certificates_of([winner.submission_id]).get(winner.submission_id, [])}
    return render_template(
        "honours/work.html",
        edition=edition,
        winner=winner,
        history=history,
        current=current,
        revocation=revocation,
        forms={one.id: ReissueForm(formdata=None, recipient=one.recipient) for one in history if one.id in current},
        proposal=proposal,
        may_confirm=policies.can_confirm(current_user, edition, proposal, hidden) if proposal else None,
        second_person=settings_of(edition).second_person,
        revoke_form=revoke_form or RevokeForm(formdata=None),
        confirm_form=confirm_form or ConfirmForm(formdata=None),
        drop_form=drop_form or DropForm(formdata=None),
        recovery_form=RecoveryForm(state=revocation.recovery.value) if revocation else None,
    )


@bp.get("/<int:submission_id>/<number>.pdf")
@signed_in
def pdf(edition_id: int, submission_id: int, number: str) -> Response:
    """A certificate of the work."""
    _work(edition_id, submission_id)
    found = queries.get_certificate_or_404(number)
    if found.submission_id != submission_id or found.file is None:
        raise NotFound()
    answer = Response(making.content_of(found.file), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


@bp.post("/<int:submission_id>/<number>/reissue")
@signed_in
def reissue(edition_id: int, submission_id: int, number: str) -> Any:
    """Issue a certificate anew."""
    edition, winner = _work(edition_id, submission_id)
    found, form = queries.get_certificate_or_404(number), ReissueForm()
    if found.submission_id != winner.submission_id:
        raise NotFound()
    if not form.validate_on_submit():
        _tell(form)
    else:
        try:
            again = service.reissue(found, recipient=form.recipient.data, reason=form.reason.data, actor=current_user)
            flash(_("Certificate %(number)s takes its place.", number=again.number), "success")
        except PortalError as error:
            flash(str(error), "error")
    return redirect(url_for(".work", edition_id=edition.id, submission_id=submission_id))


@bp.post("/<int:submission_id>/revoke")
@signed_in
def revoke(edition_id: int, submission_id: int) -> Any:
    """Propose to take a prize back."""
    edition, winner = _work(edition_id, submission_id)
    form = RevokeForm()
    if not form.validate_on_submit():
        return _page(edition, winner, form), 422
    words = {"reference": form.reference.data, "reason": form.reason.data, "revoked_on": form.revoked_on.data}
    try:
        revoking.propose(edition, winner.submission_id, **words, actor=current_user)
    except PortalError as error:
        form.form_errors.append(str(error))
        return _page(edition, winner, form), 422
    flash(_("The revocation is proposed. Nothing is public before it is confirmed."), "success")
    return redirect(url_for(".work", edition_id=edition.id, submission_id=submission_id))


def _proposal(edition_id: int, submission_id: int) -> tuple[Edition, Winner, RevocationProposal]:
    edition, winner = _work(edition_id, submission_id)
    proposal = queries.waiting_proposal(submission_id)
    if proposal is None:
        raise NotFound()
    return edition, winner, proposal


@bp.post("/<int:submission_id>/revoke/confirm")
@signed_in
def confirm(edition_id: int, submission_id: int) -> Any:
    """Take a prize back as somebody else has proposed."""
    edition, winner, proposal = _proposal(edition_id, submission_id)
    authorize(policies.can_confirm(current_user, edition, proposal, hidden_submissions(current_user, edition)))
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(edition, winner, confirm_form=form), 422
    try:
        revoking.confirm(proposal, actor=current_user)
        flash(_("The prize is revoked; the public pages say so."), "success")
    except PortalError as error:
        flash(str(error), "error")
    return redirect(url_for(".work", edition_id=edition.id, submission_id=submission_id))


@bp.post("/<int:submission_id>/revoke/drop")
@signed_in
def drop(edition_id: int, submission_id: int) -> Any:
    """Let a proposed revocation go."""
    edition, winner, proposal = _proposal(edition_id, submission_id)
    form = DropForm()
    if not form.validate_on_submit():
        return _page(edition, winner, drop_form=form), 422
    try:
        revoking.drop(proposal, reason=form.why.data or "", actor=current_user)
        flash(_("The proposal is dropped; the prize stays."), "success")
    except PortalError as error:
        flash(str(error), "error")
    return redirect(url_for(".work", edition_id=edition.id, submission_id=submission_id))


@bp.post("/<int:submission_id>/recovery")
@signed_in
def recovery(edition_id: int, submission_id: int) -> Any:
    """Say what became of the money of a revoked prize."""
    edition, _winner = _work(edition_id, submission_id)
    found, form = queries.revocation_of(submission_id), RecoveryForm()
    if found is None:
        raise NotFound()
    if form.validate_on_submit():
        service.set_recovery(found, Recovery(form.state.data), actor=current_user)
        flash(_("It is noted, and the public pages say so."), "success")
    else:
        _tell(form)
    return redirect(url_for(".work", edition_id=edition.id, submission_id=submission_id))


def _tell(form: PortalForm) -> None:
    for _field, sentence in form.error_summary():
        flash(sentence, "error")
