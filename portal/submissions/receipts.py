"""Receipts: the page, the files to keep, and the public page where anyone checks one."""

import json
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.adapters.signer import get_signer
from portal.awards.form import questions_of
from portal.core.access import public, signed_in
from portal.core.i18n import localized
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.submissions import queries
from portal.submissions.asked import pages_for, slot_names
from portal.submissions.changes import changes_between
from portal.submissions.forms import ReceiptForm
from portal.submissions.models import Submission
from portal.submissions.receipt import intake_sentence, receipt_pdf
from portal.submissions.receipt_file import LARGEST, UnreadableReceiptError, read_receipt
from portal.submissions.signed_receipt import ReceiptProblem, receipt_problem

bp = Blueprint("receipts", __name__)

SENTENCES = {
    ReceiptProblem.NO_RECEIPT: _l("This file is no receipt of this portal; choose the PDF or JSON file you were given"),
    ReceiptProblem.OTHER_KEY: _l("This receipt was signed with another key: it is not one of this portal"),
    ReceiptProblem.BROKEN: _l("This receipt was changed after it was signed: it proves nothing"),
}


def _own(submission_id: int) -> Submission:
    submission = queries.get_for_owner_or_404(submission_id, current_user)
    g.time_zone = submission.edition.time_zone
    return submission


@bp.get("/submissions/<int:submission_id>/receipt/<int:number>")
@signed_in
def show(submission_id: int, number: int) -> str:
    """The proof of what arrived and when."""
    submission = _own(submission_id)
    version = queries.get_version_or_404(submission, number)
    names = slot_names(submission, version.content)
    note = intake_sentence(version.content, submission.edition.time_zone)
    return render_template("submissions/receipt.html", submission=submission, version=version, slots=names, note=note)


def _download(content: bytes | str, mimetype: str, filename: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


@bp.get("/submissions/<int:submission_id>/changes/<int:number>")
@signed_in
def changes(submission_id: int, number: int) -> str:
    """What a version changed against the one before it."""
    submission = _own(submission_id)
    version = queries.get_version_or_404(submission, number)
    earlier = queries.get_version_or_404(submission, number - 1)
    fields = [field for page in pages_for(submission, version.content) for field in page.fields]
    found = changes_between(
        earlier.content,
        version.content,
        {field.key: localized(field.label) for field in fields},
        slot_names(submission, version.content),
        questions_of(submission.edition),
    )
    return render_template(
        "submissions/changes.html", submission=submission, version=version, earlier=earlier, changes=found
    )


@bp.get("/submissions/<int:submission_id>/receipt/<int:number>.pdf")
@signed_in
def pdf(submission_id: int, number: int) -> Response:
    """The same as a PDF to keep; the signed document is attached inside."""
    submission = _own(submission_id)
    version = queries.get_version_or_404(submission, number)
    return _download(receipt_pdf(submission, version), "application/pdf", f"{submission.number}-v{number}.pdf")


@bp.get("/submissions/<int:submission_id>/receipt/<int:number>.json")
@signed_in
def signed(submission_id: int, number: int) -> Response:
    """The signed document by itself."""
    submission = _own(submission_id)
    version = queries.get_version_or_404(submission, number)
    content = json.dumps(version.receipt, ensure_ascii=False, indent=2)
    return _download(content, "application/json", f"{submission.number}-v{number}.json")


@bp.route("/receipts/verify", methods=["GET", "POST"])
@public
@limiter.limit("60/hour", methods=["POST"])
def verify() -> Any:
    """Anyone chooses a receipt file, or follows the code printed on one, and learns whether it is genuine."""
    form = ReceiptForm()
    document: Any = None
    problem: Any = None
    if form.validate_on_submit():
        document, problem = _examine(form)
    elif request.method == "GET" and "digest" in request.args:
        document = queries.find_receipt(
            request.args.get("number", "")[:40],
            request.args.get("version", 0, type=whole),
            request.args.get("digest", "")[:64],
        )
        problem = None if document else SENTENCES[ReceiptProblem.BROKEN]
    return render_template(
        "submissions/verify_receipt.html",
        form=form,
        document=None if problem else document,
        note=intake_sentence(document) if document and not problem else "",
        problem=problem,
        key=get_signer().public_key_hex,
    )


def _examine(form: ReceiptForm) -> tuple[Any, Any]:
    try:
        document = read_receipt(form.file.data.read(LARGEST + 1))
    except UnreadableReceiptError:
        return None, SENTENCES[ReceiptProblem.NO_RECEIPT]
    problem = receipt_problem(document, get_signer().public_key_hex)
    return document, SENTENCES[problem] if problem else None
