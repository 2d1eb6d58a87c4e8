"""The winner's own page: certificates, badges, and where the prize money goes."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.honours import badges, bank, policies, queries
from portal.honours.forms import BankForm
from portal.honours.making import content_of
from portal.honours.models import Certificate
from portal.honours.winners import winner_of
from portal.publication.queries import published_results
from portal.submissions.models import Submission
from portal.submissions.queries import get_for_owner_or_404

bp = Blueprint("own_honours", __name__, url_prefix="/submissions/<int:submission_id>/honours")


def _own(submission_id: int) -> Submission:
    submission = get_for_owner_or_404(submission_id, current_user)
    g.time_zone = submission.edition.time_zone
    return submission


@bp.route("", methods=["GET", "POST"])
@signed_in
@limiter.limit("30/hour", methods=["POST"])
def index(submission_id: int) -> Any:
    """What the work has won; before publication the page says so and nothing else."""
    submission = _own(submission_id)
    edition = submission.edition
    if published_results(edition) is None:
        return render_template("honours/own.html", submission=submission, edition=edition, published=False)
    winner, revocation = winner_of(edition, submission.id), queries.revocation_of(submission.id)
    given, form = queries.bank_details_of(submission.id), BankForm()
    may = policies.can_give_bank_details(submission, winner, revocation, given, current_user)
    if form.validate_on_submit():
        words = {"holder": form.holder.data, "bank": form.bank.data, "account": form.account.data}
        try:
            if not may:
                raise PortalError(may.reason)
            bank.give(submission, **words, actor=current_user)
            flash(_("The bank details are kept, encrypted."), "success")
        except PortalError as error:
            flash(str(error), "error")
        return redirect(url_for(".index", submission_id=submission.id))
    return render_template(
        "honours/own.html",
        submission=submission,
        edition=edition,
        published=True,
        winner=winner,
        revocation=revocation,
        certificates=queries.certificates_of([submission.id]).get(submission.id, []),
        given=given,
        form=form,
        may=may,
    )


def _certificate(submission_id: int, number: str) -> Certificate:
    submission = _own(submission_id)
    found = queries.get_certificate_or_404(number)
    if found.submission_id != submission.id:
        raise NotFound()
    standing = queries.standing(found, queries.revocation_of(submission.id), queries.current_winner(found))
    authorize(policies.can_download(standing))
    return found


@bp.get("/<number>.pdf")
@signed_in
def pdf(submission_id: int, number: str) -> Response:
    """The signed certificate."""
    found = _certificate(submission_id, number)
    if found.file is None:
        raise NotFound()
    return _download(content_of(found.file), "application/pdf", f"{found.number}.pdf")


@bp.get("/<number>.svg")
@signed_in
def picture(submission_id: int, number: str) -> Response:
    """The badge as a picture that carries its credential."""
    found = _certificate(submission_id, number)
    content = badges.picture_of(found.submission.edition, found)
    return _download(content, "image/svg+xml", f"{found.number}.svg")


@bp.get("/<number>.jwt")
@signed_in
def credential(submission_id: int, number: str) -> Response:
    """The credential by itself, for wallets."""
    found = _certificate(submission_id, number)
    return _download(badges.token_of(found.submission.edition, found), "application/vc+jwt", f"{found.number}.jwt")


def _download(content: bytes | str, mimetype: str, filename: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
