"""The pages and calls of the dossier's files: upload, state, download, remove."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.attachments import rules, service
from portal.attachments.models import Attachment, AttachmentState
from portal.attachments.renditions import request_rendering
from portal.attachments.viewer import Reader, viewer_page
from portal.awards.dossier import Slot
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.forms import one_line
from portal.core.security import limiter
from portal.submissions import policies, queries
from portal.submissions import service as submissions
from portal.submissions.asked import asked_slots_for
from portal.submissions.models import Submission
from portal.submissions.snapshot import kept_files

bp = Blueprint("submission_files", __name__)


def _submission(submission_id: int) -> Submission:
    found = queries.get_for_owner_or_404(submission_id, current_user)
    g.time_zone = found.edition.time_zone
    return found


def _editable(submission_id: int, code: str) -> tuple[Submission, Slot]:
    submission = _submission(submission_id)
    return submission, _slot(submission, code, policies.can_edit)


def _slot(submission: Submission, code: str, policy: Any) -> Slot:
    authorize(policy(current_user, submission, clock.now()))
    found = next((one for one in asked_slots_for(submission) if one.code == code), None)
    if found is None:
        raise NotFound()
    return found


def _in_slot(submission: Submission, slot: Slot) -> list[Any]:
    return [file for file in kept_files(submission) if file.slot == slot.code]


def _counted(submission: Submission, slot: Slot) -> int:
    return sum(file.attachment.state is not AttachmentState.REJECTED for file in _in_slot(submission, slot))


def _page(submission: Submission, slot: Slot, error: Any = None) -> str:
    return render_template(
        "submissions/files.html",
        submission=submission,
        slot=slot,
        files=_in_slot(submission, slot),
        error=error,
        sentences=rules.SENTENCES,
        arrived={
            file.attachment.public_id: 100 * service.stored_bytes(file.attachment) // file.attachment.size
            for file in _in_slot(submission, slot)
            if file.attachment.state is AttachmentState.UPLOADING
        },
        full=_counted(submission, slot) >= slot.max_files,
        editable=policies.can_edit(current_user, submission, clock.now()),
    )


@bp.get("/submissions/<int:submission_id>/files/<slot>")
@signed_in
def index(submission_id: int, slot: str) -> str:
    """The files of one slot, and where to add one."""
    submission = _submission(submission_id)
    return _page(submission, _slot(submission, slot, policies.can_finish))


@bp.post("/submissions/<int:submission_id>/files/<slot>")
@signed_in
@limiter.limit("120/hour")
def upload(submission_id: int, slot: str) -> Any:
    """Take files from a form without script."""
    submission, found = _editable(submission_id, slot)
    sent = [one for one in request.files.getlist("file") if one.filename]
    if not sent:
        return _page(submission, found, rules.SENTENCES[rules.FileProblem.NO_NAME]), 422
    for one in sent:
        size = one.stream.seek(0, 2)
        one.stream.seek(0)
        try:
            attachment = service.store_whole(
                slot=found,
                filename=one.filename or "",
                stream=one.stream,  # type: ignore[arg-type]
                size=size,
                content_type=one.mimetype,
                actor=current_user,
                already=_counted(submission, found),
            )
        except service.FileRefusedError as error:
            return _page(submission, found, f"{rules.clean_filename(one.filename or '')}: {error.message}"), 422
        submissions.attach(submission, found.code, attachment, actor=current_user)
    return redirect(url_for(".index", submission_id=submission.id, slot=found.code))


@bp.post("/submissions/<int:submission_id>/files/<slot>/uploads")
@signed_in
@limiter.limit("300/hour")
def begin(submission_id: int, slot: str) -> Any:
    """Begin an upload that the browser sends straight to the store, or go on with the one it had begun."""
    submission, found = _editable(submission_id, slot)
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    size = sent.get("size")
    size = size if isinstance(size, int) else 0
    filename, fingerprint = str(sent.get("filename", ""))[:500], str(sent.get("fingerprint", ""))
    for file in _in_slot(submission, found):
        if service.is_continued_by(file.attachment, filename=filename, size=size, fingerprint=fingerprint):
            return _upload_answer(submission, file.attachment)
    try:
        attachment = service.start_upload(
            slot=found,
            filename=filename,
            size=size,
            content_type=str(sent.get("content_type", ""))[:120],
            claimed_sha256=str(sent.get("sha256", ""))[:64],
            fingerprint=fingerprint,
            actor=current_user,
            already=_counted(submission, found),
        )
    except service.FileRefusedError as error:
        return {"error": str(error.message)}, 422
    submissions.attach(submission, found.code, attachment, actor=current_user)
    return _upload_answer(submission, attachment), 201


def _upload_answer(submission: Submission, attachment: Attachment) -> dict[str, Any]:
    here: dict[str, Any] = {"submission_id": submission.id, "public_id": attachment.public_id}
    return {
        "attachment_id": attachment.public_id,
        "part_size": attachment.part_size,
        "parts": service.part_urls(attachment),
        "parts_url": url_for(".parts", **here),
        "complete_url": url_for(".complete", **here),
        "status_url": url_for(".status", **here),
        "remove_url": url_for(".remove", slot=attachment.slot, **here),
    }


@bp.get("/submissions/<int:submission_id>/uploads/<public_id>/parts")
@signed_in
def parts(submission_id: int, public_id: str) -> Any:
    """Where to send the parts the store does not have yet, to go on after an interruption."""
    submission = _submission(submission_id)
    attachment = queries.get_file_or_404(submission, public_id).attachment
    authorize(policies.can_finish(current_user, submission, clock.now()))
    if attachment.state is not AttachmentState.UPLOADING:
        return {"error": _("This upload is finished.")}, 409
    return _upload_answer(submission, attachment)


@bp.post("/submissions/<int:submission_id>/uploads/<public_id>/complete")
@signed_in
def complete(submission_id: int, public_id: str) -> Any:
    """Join the parts and have the whole checked."""
    submission = _submission(submission_id)
    attachment = queries.get_file_or_404(submission, public_id).attachment
    authorize(policies.can_finish(current_user, submission, clock.now()))
    try:
        service.complete_upload(attachment, actor=current_user)
    except service.FileRefusedError as error:
        return {"error": str(error.message)}, 409
    return _status(attachment)


@bp.get("/submissions/<int:submission_id>/uploads/<public_id>")
@signed_in
def status(submission_id: int, public_id: str) -> Any:
    """How far the checking is."""
    return _status(queries.get_own_attachment_or_404(submission_id, public_id, current_user))


def _status(attachment: Attachment) -> dict[str, Any]:
    problem = rules.SENTENCES[rules.FileProblem(attachment.problem)] if attachment.problem else ""
    return {"state": attachment.state.value, "message": str(problem), "sha256": attachment.sha256}


@bp.post("/submissions/<int:submission_id>/files/<slot>/arrange")
@signed_in
def arrange(submission_id: int, slot: str) -> Any:
    """Keep the captions, and move a file up or down."""
    submission, found = _editable(submission_id, slot)
    captions = {
        key.removeprefix("caption-"): one_line(value)
        for key, value in request.form.items()
        if key.startswith("caption-")
    }
    moves = [(request.form[name], step) for name, step in (("up", -1), ("down", 1)) if name in request.form]
    submissions.arrange(
        submission, found.code, captions=captions, move=moves[0] if moves else None, actor=current_user
    )  # fmt: skip
    flash(_("The captions and the order are saved."), "success")
    return redirect(url_for(".index", submission_id=submission.id, slot=found.code))


@bp.post("/submissions/<int:submission_id>/files/<slot>/<public_id>/remove")
@signed_in
def remove(submission_id: int, slot: str, public_id: str) -> Any:
    """Take a file out of the dossier."""
    submission = _submission(submission_id)
    found = _slot(submission, slot, policies.can_finish)
    submissions.detach(queries.get_file_or_404(submission, public_id), actor=current_user)
    if request.is_json:
        return {"state": AttachmentState.REMOVED.value}
    flash(_("The file is removed."), "success")
    return redirect(url_for(".index", submission_id=submission.id, slot=found.code))


@bp.route("/submissions/<int:submission_id>/view/<public_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def view(submission_id: int, public_id: str) -> Any:
    """One's own file as judges will see it."""
    submission = _submission(submission_id)
    attachment = queries.get_file_or_404(submission, public_id).attachment
    if request.method == "POST":
        request_rendering(attachment)
        flash(_("The preview is being made; load the page again in a moment."), "success")
        return redirect(url_for(".view", submission_id=submission.id, public_id=public_id))
    return viewer_page(
        attachment,
        back=url_for(".index", submission_id=submission.id, slot=attachment.slot),
        download=url_for(".download", submission_id=submission.id, public_id=public_id),
        reader=Reader.AUTHOR,
    )


@bp.get("/submissions/<int:submission_id>/download/<public_id>")
@signed_in
def download(submission_id: int, public_id: str) -> Any:
    """Send the owner to the file itself."""
    attachment = queries.get_file_or_404(_submission(submission_id), public_id).attachment
    if not rules.may_be_opened(attachment):
        raise NotFound()
    return redirect(service.download_url(attachment))
