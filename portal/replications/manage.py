"""The organizers' pages: how the winners fare, and what waits for a decision about each."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number, tidy
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions
from portal.replications import adoptions, policies, queries, sheets
from portal.replications.forms import ReasonForm
from portal.replications.models import Adoption, AdoptionState
from portal.replications.settings import settings_of
from portal.replications.words import (
    ADOPTION_LABELS,
    ADOPTION_TONES,
    IN_USE_LABELS,
    PART_LABELS,
    SHEET_LABELS,
    SHEET_TONES,
)
from portal.submissions.models import Submission

bp = Blueprint("manage_replications", __name__, url_prefix="/manage/editions/<int:edition_id>/after-the-prize")


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """Every winner with its sheet, its adoptions and its check-ins; no more rows than there are prizes."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    works = queries.winners_of(edition, hidden)
    ids = [submission.id for submission, _entry in works]
    return render_template(
        "replications/index.html",
        edition=edition,
        works=works,
        sheets=queries.sheets_by_work(ids),
        counts=queries.adoption_counts(ids),
        waiting=(AdoptionState.REPORTED, AdoptionState.CONFIRMED),
        check_ins=queries.check_ins_by_work(ids),
        months=settings_of(edition).check_in_months,
        sheet_labels=SHEET_LABELS, sheet_tones=SHEET_TONES, in_use=IN_USE_LABELS,
        hidden=len(hidden),
    )  # fmt: skip


def _work(edition_id: int, submission_id: int) -> tuple[Edition, Submission, dict[str, Any]]:
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    return edition, *queries.get_winner_of_edition_or_404(edition, submission_id, hidden)


@bp.get("/<int:submission_id>")
@signed_in
def work(edition_id: int, submission_id: int) -> str:
    """One winner: the sheet to approve, reported adoptions, and what the check-ins say."""
    edition, submission, entry = _work(edition_id, submission_id)
    return _page(edition, submission, entry)


def _page(edition: Edition, submission: Submission, entry: dict[str, Any], problem: str = "") -> str:
    sheet = queries.sheet_of(submission)
    return render_template(
        "replications/work.html",
        edition=edition,
        submission=submission,
        entry=entry,
        sheet=sheet,
        deciding=sheet is not None and policies.can_decide_sheet(current_user, sheet),
        page=paginate(queries.adoptions_of(submission), page_number()),
        check_ins=queries.check_ins_of(submission),
        settings=settings_of(edition),
        parts=PART_LABELS, labels=ADOPTION_LABELS, tones=ADOPTION_TONES, in_use=IN_USE_LABELS,
        sheet_labels=SHEET_LABELS, sheet_tones=SHEET_TONES,
        form=ReasonForm(),
        problem=problem,
    )  # fmt: skip


@bp.post("/<int:submission_id>/sheet/<act>")
@signed_in
@limiter.limit("600/hour")
def decide_sheet(edition_id: int, submission_id: int, act: str) -> Any:
    """Approve a sheet, or give it back with the reason."""
    edition, submission, entry = _work(edition_id, submission_id)
    sheet = queries.sheet_of(submission)
    if sheet is None or act not in ("approve", "return"):
        raise NotFound()
    try:
        if act == "approve":
            sheets.approve(sheet, actor=current_user)
        else:
            sheets.give_back(sheet, reason=tidy(request.form.get("reason", ""))[:1000], actor=current_user)
    except PortalError as error:
        return _page(edition, submission, entry, str(error)), 422
    flash(_("The sheet is public now.") if act == "approve" else _("The winner is asked to change it."), "success")
    return redirect(url_for(".work", edition_id=edition.id, submission_id=submission.id))


@bp.route("/<int:submission_id>/adoptions/<int:adoption_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("600/hour", methods=["POST"])
def adoption(edition_id: int, submission_id: int, adoption_id: int) -> Any:
    """One adoption: publish what the author confirmed, or leave it out with the reason."""
    edition, submission, entry = _work(edition_id, submission_id)
    found, problem = queries.get_adoption_or_404(submission, adoption_id), ""
    if request.method == "POST":
        try:
            _decide(found)
        except PortalError as error:
            problem = str(error)
        else:
            flash(_("It is kept; whoever reported it is told."), "success")
            return redirect(url_for(".work", edition_id=edition.id, submission_id=submission.id))
    return render_template(
        "replications/adoption.html",
        edition=edition,
        submission=submission,
        entry=entry,
        adoption=found,
        place=settings_of(edition).place_name(found.place),
        label=ADOPTION_LABELS[found.state], tone=ADOPTION_TONES[found.state],
        publishing=policies.can_publish_adoption(current_user, found),
        form=ReasonForm(),
        problem=problem,
    ), 422 if problem else 200  # fmt: skip


def _decide(adoption: Adoption) -> None:
    if "publish" in request.form:
        adoptions.publish(adoption, actor=current_user)
    else:
        adoptions.refuse(adoption, reason=tidy(request.form.get("reason", ""))[:1000], actor=current_user)
