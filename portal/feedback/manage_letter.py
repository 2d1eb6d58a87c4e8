"""One letter: the sheets' remarks beside it, what the name check finds, its preview, approving and sending."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards.models import Edition
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.forms import tidy
from portal.core.i18n import localized
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.feedback import policies, queries, rules, sending, service
from portal.feedback.finding_words import shown
from portal.feedback.manage import edition_of
from portal.feedback.models import FeedbackLetter
from portal.feedback.reading import values_of
from portal.feedback.settings import settings_of
from portal.judges.visibility import hidden_submissions
from portal.submissions.models import Submission
from portal.submissions.versions import Conflict, differences

bp = Blueprint(
    "manage_letter", __name__, url_prefix="/manage/editions/<int:edition_id>/feedback/<int:submission_id>"
)  # fmt: skip


def _work(edition_id: int, submission_id: int) -> tuple[Edition, Submission]:
    edition = edition_of(edition_id)
    return edition, queries.get_work_or_404(edition, submission_id, hidden_submissions(current_user, edition))


def _labels(submission: Submission) -> dict[str, str]:
    criteria = submission.category.criteria if submission.category else []
    named = {f"{rules.TEXT}{one.id}": localized(one.name) for one in criteria}
    return {**named, rules.GENERAL: _("On the whole work")}


@bp.route("", methods=["GET", "POST"])
@signed_in
def edit(edition_id: int, submission_id: int) -> Any:
    """The letter with its sheets; what is typed saves itself, and approving saves first what the form holds."""
    _edition, submission = _work(edition_id, submission_id)
    letter = queries.letter_of(submission)
    if request.method == "GET" or letter is None:
        return _page(submission, letter)
    autosave = request.headers.get("X-Requested-With") == "autosave"
    typed = _typed(submission, letter)
    try:
        letter = service.edit(
            letter, values=typed, revision=request.form.get("revision", type=whole), actor=current_user
        )  # fmt: skip
        if not autosave and "approve" in request.form:
            reason = tidy(request.form.get("reason", ""))[:1000]
            service.approve(letter, reason=reason, revision=letter.revision, actor=current_user)
    except service.ReasonMissingError as error:
        return _page(submission, letter, problem=str(error)), 422
    except PortalError as error:
        if autosave:
            return {"error": str(error)}, 409
        conflict = error if isinstance(error, service.ConflictingLetterError) else None
        return _page(submission, letter, typed=typed, conflict=conflict, problem=str(error)), 409
    if autosave:
        saved_at = letter.edited_at or letter.gathered_at
        stored = values_of(letter, list(typed))
        return {
            "revision": letter.revision,
            "saved_at": current_app.jinja_env.filters["time"](saved_at),
            "values": {part: words for part, words in stored.items() if words != typed[part]},
        }
    flash(_("The letter is approved.") if "approve" in request.form else _("Saved."), "success")
    return redirect(url_for(".edit", edition_id=edition_id, submission_id=submission_id))


def _typed(submission: Submission, letter: FeedbackLetter) -> dict[str, str]:
    """The form as sent, with the stored words wherever the reader of two versions picked those."""
    parts = service.parts_of(submission)
    stored = values_of(letter, parts)
    return {
        one: stored[one]
        if request.form.get(f"pick-{one}") == "theirs" or one not in request.form
        else tidy(request.form[one])
        for one in parts
    }


def _page(
    submission: Submission,
    letter: FeedbackLetter | None,
    *,
    typed: dict[str, str] | None = None,
    conflict: service.ConflictingLetterError | None = None,
    problem: str = "",
) -> str:
    edition, labels = submission.edition, _labels(submission)
    sheets = queries.remarks_of([submission.id])[submission.id]
    settings = settings_of(edition)
    values = {
        "edition": edition, "submission": submission, "letter": letter, "labels": labels, "sheets": len(sheets),
        "problem": problem, "conflict": conflict,
    }  # fmt: skip
    if letter is None:
        return render_template("feedback/not_gathered.html", **values)
    stored = values_of(letter, list(labels))
    findings = service.check(letter, submission, queries.watch_of(edition))
    return render_template(
        "feedback/letter.html",
        **values,
        said=rules.remarks_in_order(letter.places, sheets),
        words=typed or stored,
        findings=shown(findings, stored, labels),
        newer=service.has_newer_sheets(letter, sheets),
        conflicts=_conflicts(conflict, typed or {}, labels) if conflict else [],
        people=queries.names_of([letter.gathered_by_id, letter.edited_by_id, letter.approved_by_id, letter.sent_by_id]),
        editable=policies.can_edit(letter),
        may_approve=policies.can_approve(current_user, letter, settings),
        may_send=policies.can_send(letter, queries.is_open(edition.id)),
        has_address=sending.has_address(submission),
    )


def _conflicts(
    error: service.ConflictingLetterError, mine: dict[str, str], labels: dict[str, str]
) -> list[Conflict]:  # fmt: skip
    empty = _("Not provided")
    return [
        Conflict(one, labels[one], *differences(error.theirs[one] or empty, mine[one] or empty))
        for one in error.conflicts
    ]


@bp.get("/preview")
@signed_in
def preview(edition_id: int, submission_id: int) -> str:
    """The letter as its author will read it, made for printing too."""
    edition, submission = _work(edition_id, submission_id)
    letter = queries.get_letter_or_404(submission)
    read = sending.to_read(letter, settings_of(edition))
    return render_template("feedback/preview.html", edition=edition, submission=submission, letter=letter, read=read)


@bp.post("/<act>")
@signed_in
@limiter.limit("600/hour")
def act(edition_id: int, submission_id: int, act: str) -> Any:
    """Gather, take back, send, or hand over one letter."""
    _edition, submission = _work(edition_id, submission_id)
    reason = tidy(request.form.get("reason", ""))[:1000]
    try:
        done = _do(act, submission, reason)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(done, "success")
    return redirect(url_for(".edit", edition_id=edition_id, submission_id=submission_id))


def _do(act: str, submission: Submission, reason: str) -> str:
    """Do one thing to a letter; what the person is told."""
    if act == "gather":
        service.gather(submission, actor=current_user)
        return _("The letter is gathered from the finished sheets.")
    letter = queries.get_letter_or_404(submission)
    if act == "take-back":
        service.take_back(letter, reason=reason, actor=current_user)
        return _("The approval is taken back.")
    if act == "send":
        sending.send(letter, actor=current_user)
        return _("The letter is sent.")
    if act == "hand-over":
        sending.hand_over(letter, actor=current_user)
        return _("The letter counts as handed over.")
    raise PortalError()
