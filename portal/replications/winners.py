"""The winner's pages: the replication sheet, adoptions to confirm, and check-ins to answer."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.replications import adoptions as register
from portal.replications import check_ins, policies, queries, sheets
from portal.replications.forms import AuthorAnswerForm, CheckInForm, SheetForm
from portal.replications.models import PARTS, InUse
from portal.replications.settings import settings_of
from portal.replications.words import ADOPTION_LABELS, ADOPTION_TONES, SHEET_LABELS, SHEET_TONES
from portal.submissions.models import Submission
from portal.submissions.queries import get_for_owner_or_404

bp = Blueprint("winners", __name__, url_prefix="/submissions/<int:submission_id>/replication")


def _own(submission_id: int) -> tuple[Submission, dict[str, Any] | None]:
    submission = get_for_owner_or_404(submission_id, current_user)
    authorize(policies.can_answer(current_user, submission))
    g.time_zone = submission.edition.time_zone
    return submission, queries.winning_entry(submission)


def _work(submission_id: int) -> tuple[Submission, dict[str, Any]]:
    submission, entry = _own(submission_id)
    if entry is None:
        raise NotFound()
    return submission, entry


@bp.route("", methods=["GET", "POST"])
@signed_in
@limiter.limit("120/hour", methods=["POST"])
def sheet(submission_id: int) -> Any:
    """Write how others can do the same, and offer it to the organizers; the same page for all who have won nothing."""
    submission, entry = _own(submission_id)
    if entry is None:
        return render_template("replications/not_yet.html", submission=submission)
    found = queries.sheet_of(submission)
    form = SheetForm(obj=found)
    if form.validate_on_submit():
        offer = "offer" in request.form
        try:
            values = {part: form[part].data or "" for part in PARTS}
            sheets.save(submission, values=values, offer=offer, actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The organizers read the sheet now.") if offer else _("Saved."), "success")
            return redirect(url_for(".sheet", submission_id=submission.id))
    return render_template(
        "replications/sheet.html",
        submission=submission,
        entry=entry,
        sheet=found,
        form=form,
        labels=SHEET_LABELS, tones=SHEET_TONES,
        check_ins=queries.check_ins_of(submission),
    ), 422 if form.error_summary() else 200  # fmt: skip


@bp.get("/adoptions")
@signed_in
def adoptions(submission_id: int) -> str:
    """Who says to have adopted the work; the author says whether it is so."""
    submission, entry = _work(submission_id)
    page = paginate(queries.adoptions_of(submission), page_number())
    return render_template(
        "replications/own_adoptions.html",
        submission=submission,
        entry=entry,
        page=page,
        open_ids={one.id for one in page.items if policies.can_confirm(current_user, one)},
        settings=settings_of(submission.edition),
        labels=ADOPTION_LABELS, tones=ADOPTION_TONES,
    )  # fmt: skip


@bp.route("/adoptions/<int:adoption_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("120/hour", methods=["POST"])
def adoption(submission_id: int, adoption_id: int) -> Any:
    """Say once whether an organisation has adopted the work."""
    submission, entry = _work(submission_id)
    found, form = queries.get_adoption_or_404(submission, adoption_id), AuthorAnswerForm()
    if form.validate_on_submit():
        try:
            register.answer(
                found, agrees=form.agrees.data == "yes", remark=form.remark.data or "", actor=current_user
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Your answer is kept. Thank you."), "success")
            return redirect(url_for(".adoptions", submission_id=submission.id))
    return render_template(
        "replications/own_adoption.html",
        submission=submission,
        entry=entry,
        adoption=found,
        place=settings_of(submission.edition).place_name(found.place),
        answering=policies.can_confirm(current_user, found),
        form=form,
    ), 422 if form.error_summary() else 200


@bp.route("/check-ins/<int:months>", methods=["GET", "POST"])
@signed_in
@limiter.limit("120/hour", methods=["POST"])
def check_in(submission_id: int, months: int) -> Any:
    """Answer how the work fares."""
    submission, entry = _work(submission_id)
    found = queries.get_check_in_or_404(submission, months)
    form = CheckInForm(obj=found)
    if form.validate_on_submit():
        try:
            check_ins.answer(
                found, in_use=InUse(form.in_use.data), places=form.places.data, figures=form.figures.data or "",
                problems=form.problems.data or "", is_public=bool(form.is_public.data), actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Your answer is kept. Thank you."), "success")
            return redirect(url_for(".check_in", submission_id=submission.id, months=months))
    return render_template(
        "replications/check_in.html", submission=submission, entry=entry, check_in=found, form=form
    ), 422 if form.error_summary() else 200  # fmt: skip
