"""Organizers' pages of the decision's signed document: fetched, uploaded by one person, accepted by another."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import PortalForm
from portal.core.security import limiter
from portal.decisions import papers, policies, queries
from portal.decisions.forms import AcceptPaperForm, DropPaperForm, PaperForm
from portal.decisions.models import Decision, DecisionPaper
from portal.decisions.settings import settings_of
from portal.judges.visibility import hidden_submissions

bp = Blueprint("decision_papers", __name__, url_prefix="/manage/editions/<int:edition_id>/decision")


def _decided(edition: Edition) -> Decision:
    authorize(policies.can_decide(current_user, edition, hidden_submissions(current_user, edition)))
    decision = queries.latest_decision(edition)
    if decision is None:
        raise NotFound()
    return decision


@bp.get("/paper.pdf")
@signed_in
def paper(edition_id: int) -> Response:
    """The signed document of the newest decision."""
    edition = organizers_edition(edition_id)
    return _download(edition, queries.latest_paper(_decided(edition).id))


@bp.get("/waiting.pdf")
@signed_in
def waiting(edition_id: int) -> Response:
    """The uploaded document that waits to be accepted."""
    edition = organizers_edition(edition_id)
    return _download(edition, queries.waiting_paper(_decided(edition).id))


def _download(edition: Edition, found: DecisionPaper | None) -> Response:
    if found is None:
        raise NotFound()
    answer = Response(papers.content_of(found), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition.slug}-decision.pdf"'
    return answer


@bp.post("/paper")
@signed_in
@limiter.limit("60/hour")
def upload(edition_id: int) -> Any:
    """Take in the portal's document with the office's signature."""
    edition = organizers_edition(edition_id)
    decision, form = _decided(edition), PaperForm()
    if not form.file.data:
        flash(_("Choose the signed PDF."), "error")
    elif _is_filled(form):
        content = form.file.data.read(papers.LARGEST + 1)
        try:
            papers.upload_paper(decision, content, reason=form.why_replaced.data, actor=current_user)
        except PortalError as error:
            flash(str(error), "error")
        else:
            _tell_uploaded(edition)
    return redirect(url_for("manage_decision.index", edition_id=edition.id))


def _tell_uploaded(edition: Edition) -> None:
    if settings_of(edition).second_person:
        flash(_("The document is kept. It counts once another organizer has accepted it."), "success")
    else:
        flash(_("The document is kept and counts from now on."), "success")


@bp.post("/paper/<int:paper_id>/accept")
@signed_in
def accept(edition_id: int, paper_id: int) -> Any:
    """The second person lets an uploaded document take its place."""
    edition = organizers_edition(edition_id)
    found = _waiting(edition, paper_id)
    authorize(policies.can_accept_paper(current_user, edition, found, hidden_submissions(current_user, edition)))
    if _is_filled(AcceptPaperForm()):
        try:
            papers.accept(found, actor=current_user)
            flash(_("The document counts from now on."), "success")
        except PortalError as error:
            flash(str(error), "error")
    return redirect(url_for("manage_decision.index", edition_id=edition.id))


@bp.post("/paper/<int:paper_id>/drop")
@signed_in
def drop(edition_id: int, paper_id: int) -> Any:
    """Let an uploaded document go."""
    edition = organizers_edition(edition_id)
    found, form = _waiting(edition, paper_id), DropPaperForm()
    if _is_filled(form):
        try:
            papers.drop(found, reason=form.why_dropped.data, actor=current_user)
            flash(_("The document is dropped; the one before it keeps its place."), "success")
        except PortalError as error:
            flash(str(error), "error")
    return redirect(url_for("manage_decision.index", edition_id=edition.id))


def _waiting(edition: Edition, paper_id: int) -> DecisionPaper:
    found = queries.waiting_paper(_decided(edition).id)
    if found is None or found.id != paper_id:
        raise NotFound()
    return found


def _is_filled(form: PortalForm) -> bool:
    if form.validate_on_submit():
        return True
    for _field, sentence in form.error_summary():
        flash(sentence, "error")
    return False
