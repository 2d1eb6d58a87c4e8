"""The screening desk: the queue, one dossier with its findings, and the decision."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import managed_category_ids, manages, works_in_console
from portal.attachments import service as attachments
from portal.attachments.renditions import request_rendering, thumbnails_of
from portal.attachments.rules import may_be_opened
from portal.attachments.viewer import Reader, viewer_page
from portal.awards import queries as awards
from portal.awards.form import asked_questions, questions_of
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import choices, page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.core.whole_numbers import whole
from portal.screening import checklist, findings, queries, service
from portal.screening.checked import checked
from portal.screening.forms import MessageForm, ReinstateForm, ScreeningForm, typed_checks
from portal.screening.models import CheckAnswer, ScreeningOutcome
from portal.submissions import queries as submissions
from portal.submissions.asked import read_pages, slot_names
from portal.submissions.models import Origin, Submission
from portal.submissions.receipt import intake_sentence

bp = Blueprint("manage_screening", __name__)


@bp.get("/manage/editions/<int:edition_id>/screening")
@signed_in
def index(edition_id: int) -> str:
    """The queue with its counts, narrowed by status, category, origin and words."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    mine = managed_category_ids(current_user, edition)
    given = queue_filter()
    page = paginate(queries.queue(edition, category_ids=mine, **given), page_number(), scalars=False)
    return render_template(
        "screening/index.html",
        edition=edition,
        page=page,
        categories=[one for one in awards.categories_of(edition) if mine is None or one.id in mine],
        counts=queries.queue_counts(edition, category_ids=mine),
        checked=checklist.checked_counts([row[0].id for row in page.items]),
        asked={row[0].id: len(checklist.items_of(row[0])) for row in page.items},
        **given,
    )


def queue_filter() -> dict[str, Any]:
    """What the address asks of the queue."""
    return {
        "status": request.args.get("status", "")[:20],
        "category_id": request.args.get("category", 0, type=whole),
        "search": request.args.get("q", "")[:100],
        "origin": request.args.get("origin", "")[:20],
    }


def _dossier(edition_id: int, submission_id: int) -> tuple[Any, Submission]:
    edition = awards.get_edition_or_404(edition_id)
    submission = submissions.get_submission_or_404(edition, submission_id)
    authorize(manages(current_user, edition, submission.category))
    g.time_zone = edition.time_zone
    return edition, submission


@bp.route("/manage/editions/<int:edition_id>/screening/<int:submission_id>", methods=["GET", "POST"])
@signed_in
def dossier(edition_id: int, submission_id: int) -> Any:
    """One dossier as it was submitted, what was found in it, and the decision."""
    edition, submission = _dossier(edition_id, submission_id)
    form = _decision_form(edition, submission)
    if form.validate_on_submit():
        try:
            _decide(form, submission, edition)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The decision is recorded and the author is told."), "success")
            return redirect(url_for(".index", edition_id=edition.id, status=queries.PENDING))
    return _page(edition, submission, form)


def _decision_form(edition: Any, submission: Submission) -> ScreeningForm:
    form = ScreeningForm()
    reasons = [(one["code"], localized(one["label"])) for one in edition.screening_reasons]
    form.reason_code.choices = choices([("", "–"), *reasons])
    if submission.origin is Origin.STUB:
        form.offer_for_stub()
    return form


def _page(edition: Any, submission: Submission, form: ScreeningForm, typed: Any = None, unkept: Any = ()) -> str:
    version = submissions.latest_version(submission)
    resemblances = queries.resemblances_of(submission) if version else []
    given = version.content["eligibility"] if version else {}
    return render_template(
        "screening/dossier.html",
        edition=edition,
        submission=submission,
        version=version,
        content=version.content if version else {},
        note=intake_sentence(version.content, edition.time_zone) if version else "",
        lines=checklist.lines_of(submission, version.number) if version else [],
        typed=typed or {},
        unkept=unkept,
        pages=read_pages(submission, version.content) if version else [],
        findings=findings.findings(submission, questions_of(edition)),
        checks=checked(submission, version, resemblances),
        questions=asked_questions(questions_of(edition), given),
        resemblances=resemblances,
        thread=queries.messages_of(submission),
        message_form=MessageForm(formdata=None),
        reinstate_form=ReinstateForm(formdata=None),
        latest=queries.latest_screening(submission),
        history=queries.screenings_of(submission),
        form=form,
        thumbnails=thumbnails_of([file["id"] for file in version.content["files"]]) if version else {},
        slots=slot_names(submission, version.content if version else None),
    )


@bp.post("/manage/editions/<int:edition_id>/screening/<int:submission_id>/checklist")
@signed_in
def check(edition_id: int, submission_id: int) -> Any:
    """Keep the answers of the checklist; a remark without an answer is asked about."""
    edition, submission = _dossier(edition_id, submission_id)
    typed = typed_checks(request.form, [item.code for item in checklist.items_of(submission)])
    unkept = [code for code, (said, remark) in typed.items() if remark and said not in set(CheckAnswer)]
    if unkept:
        return _page(edition, submission, _decision_form(edition, submission), typed, unkept), 422
    given = {code: (CheckAnswer(said), remark) for code, (said, remark) in typed.items() if said in set(CheckAnswer)}
    number = request.form.get("version", 0, type=whole)
    try:
        checklist.answer(submission, version_number=number, given=given, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("The checklist is saved."), "success")
    return redirect(url_for(".dossier", edition_id=edition.id, submission_id=submission.id, _anchor="checklist"))


@bp.post("/manage/editions/<int:edition_id>/screening/<int:submission_id>/messages")
@signed_in
def message(edition_id: int, submission_id: int) -> Any:
    """Write to the people of the submission."""
    edition, submission = _dossier(edition_id, submission_id)
    form = MessageForm()
    if form.validate_on_submit():
        service.write_message(submission, body=form.body.data or "", actor=current_user, from_staff=True)
        flash(_("The message is sent."), "success")
    else:
        flash(_("Write the message"), "error")
    return redirect(url_for(".dossier", edition_id=edition.id, submission_id=submission.id))


@bp.post("/manage/editions/<int:edition_id>/screening/<int:submission_id>/reinstate")
@signed_in
def reinstate(edition_id: int, submission_id: int) -> Any:
    """Take a refusal back."""
    edition, submission = _dossier(edition_id, submission_id)
    service.reinstate(submission, reason=ReinstateForm().reinstate_reason.data or "", actor=current_user)
    flash(_("The refusal is taken back, and the author is told."), "success")
    return redirect(url_for(".dossier", edition_id=edition.id, submission_id=submission.id))


def _decide(form: ScreeningForm, submission: Submission, edition: Any) -> None:
    outcome, reason = ScreeningOutcome(form.outcome.data), form.reason.data or ""
    code = form.reason_code.data or ""
    if outcome is ScreeningOutcome.ACCEPTED:
        service.accept(submission, actor=current_user, reason=reason)
    elif outcome is ScreeningOutcome.REFUSED:
        service.refuse(submission, reason_code=code, reason=reason, actor=current_user)
    else:
        due = form.due_moment(edition.time_zone)
        if due is None:
            raise service.DueDateError()
        service.ask_for_supplement(submission, reason_code=code, reason=reason, due_at=due, actor=current_user)


@bp.route(
    "/manage/editions/<int:edition_id>/screening/<int:submission_id>/files/<public_id>/view", methods=["GET", "POST"]
)
@signed_in
def view(edition_id: int, submission_id: int, public_id: str) -> Any:
    """A file of the dossier, shown in place."""
    _edition, submission = _dossier(edition_id, submission_id)
    attachment = submissions.get_file_or_404(submission, public_id).attachment
    if request.method == "POST":
        request_rendering(attachment)
        flash(_("The preview is being made; load the page again in a moment."), "success")
        return redirect(request.path)
    return viewer_page(
        attachment,
        back=url_for(".dossier", edition_id=edition_id, submission_id=submission_id),
        download=url_for(".download", edition_id=edition_id, submission_id=submission_id, public_id=public_id),
        reader=Reader.STAFF,
    )


@bp.get("/manage/editions/<int:edition_id>/screening/<int:submission_id>/files/<public_id>")
@signed_in
def download(edition_id: int, submission_id: int, public_id: str) -> Any:
    """Send a manager of the category to a file of the dossier."""
    _edition, submission = _dossier(edition_id, submission_id)
    attachment = submissions.get_file_or_404(submission, public_id).attachment
    if not may_be_opened(attachment):
        raise NotFound()
    return redirect(attachments.download_url(attachment))
