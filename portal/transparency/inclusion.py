"""Inclusion receipts: an owner's for the submission, a judge's for the own sheets, and for nobody else."""

from typing import Any

from flask import Blueprint, Response, g, render_template
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.core.access import signed_in
from portal.core.digest import canonical_bytes
from portal.core.security import limiter
from portal.submissions import queries as submissions
from portal.transparency import queries
from portal.transparency.heads import HeadKind
from portal.transparency.models import LogHead, LogLeaf

bp = Blueprint("inclusion", __name__)


def _download(receipt: dict[str, Any], name: str) -> Response:
    answer = Response(canonical_bytes(receipt), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sealed(submission: Any) -> tuple[LogHead | None, LogLeaf | None]:
    head = queries.head_in_force(submission.edition, HeadKind.SUBMISSIONS)
    return head, None if head is None else queries.leaf_of_submission(head, submission)


@bp.get("/submissions/<int:submission_id>/inclusion")
@signed_in
def submission(submission_id: int) -> str:
    """Whether one's own submission is sealed, and the receipt that shows it."""
    found = submissions.get_for_owner_or_404(submission_id, current_user)
    g.time_zone = found.edition.time_zone
    head, leaf = _sealed(found)
    latest = submissions.latest_version(found)
    return render_template(
        "transparency/submission.html",
        submission=found,
        head=head,
        leaf=leaf,
        receipt=queries.receipt_under(head, leaf) if head and leaf else None,
        newer=leaf is not None and latest is not None and latest.digest != leaf.content["digest"],
    )


@bp.get("/submissions/<int:submission_id>/inclusion.json")
@signed_in
@limiter.limit("60/minute")
def submission_receipt(submission_id: int) -> Response:
    """The receipt as a file: the leaf, the way to the root, and the signed head."""
    found = submissions.get_for_owner_or_404(submission_id, current_user)
    head, leaf = _sealed(found)
    if head is None or leaf is None:
        raise NotFound()
    return _download(queries.receipt_under(head, leaf), f"{found.number}-inclusion.json")


@bp.get("/judging/sealed")
@signed_in
def sheets() -> str:
    """One's own finished sheets, each with the points that stand in the sealed tree."""
    mine = queries.finished_sheets_of(current_user)
    editions = {one.assignment.submission.edition_id: one.assignment.submission.edition for one in mine}
    heads = {key: queries.head_in_force(edition, HeadKind.SHEETS) for key, edition in editions.items()}
    known = [one for one in heads.values() if one is not None]
    return render_template(
        "transparency/sheets.html",
        sheets=mine,
        heads=heads,
        leaves=queries.leaves_of_sheets(known, [one.id for one in mine]),
    )


@bp.get("/judging/<int:assignment_id>/inclusion.json")
@signed_in
@limiter.limit("60/minute")
def sheet_receipt(assignment_id: int) -> Response:
    """The way of one's own sheet to the root: shown to its judge only, and never sent by mail."""
    sheet = next((one for one in queries.finished_sheets_of(current_user) if one.assignment_id == assignment_id), None)
    head = queries.head_in_force(sheet.assignment.submission.edition, HeadKind.SHEETS) if sheet else None
    leaf = queries.leaves_of_sheets([head], [sheet.id]).get(sheet.id) if sheet and head else None
    if head is None or leaf is None:
        raise NotFound()
    return _download(queries.receipt_under(head, leaf), f"{leaf.content['number']}-sheet-inclusion.json")
