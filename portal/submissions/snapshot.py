"""A submission as plain values: for the rules, and for the frozen copy."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app

from portal.attachments.models import AttachmentState
from portal.awards.form import asked_answers, kept_answers, questions_of
from portal.submissions.asked import pages_for
from portal.submissions.checking import check_content, frozen_results
from portal.submissions.models import Author, Submission, SubmissionFile, SubmissionStatus
from portal.submissions.rules import FileState, Snapshot, was_in_flight


def kept_files(submission: Submission) -> list[SubmissionFile]:
    """The files of the dossier that nobody has taken away."""
    return [file for file in submission.files if file.attachment.state is not AttachmentState.REMOVED]


def snapshot(submission: Submission) -> Snapshot:
    """What the rules look at."""
    edition = submission.edition
    return Snapshot(
        editable=submission.status is not SubmissionStatus.WITHDRAWN,
        opens_at=edition.opens_at,
        closes_at=submission.deadline,
        editable_until=submission.editable_until,
        category=submission.category.code if submission.category else None,
        title=submission.title,
        summary=submission.summary,
        answers=submission.answers,
        shares=tuple(author.share for author in submission.authors),
        files=tuple(
            FileState(
                slot=file.slot,
                ready=file.attachment.state is AttachmentState.READY,
                rejected=file.attachment.state is AttachmentState.REJECTED,
                uploading=file.attachment.state is AttachmentState.UPLOADING,
            )
            for file in kept_files(submission)
        ),
        grace_until=grace_until(submission),
        nominator=submission.owner.email.lower() if edition.is_track and not submission.kept else "",
        nominees=tuple(author.email.strip().lower() for author in submission.authors),
    )


def grace_until(submission: Submission) -> datetime | None:
    """Until when an upload that the deadline caught on its way may be finished and submitted; none was caught."""
    deadline = submission.deadline
    caught = any(
        was_in_flight(file.attachment.created_at, file.attachment.completed_at, deadline)
        for file in kept_files(submission)
    )
    return deadline + timedelta(seconds=current_app.config["UPLOAD_GRACE_SECONDS"]) if caught else None


def frozen_content(submission: Submission) -> dict[str, Any]:
    """The canonical copy that submitting freezes: strings and whole numbers only, with what every check came to."""
    content = plain_content(submission)
    return {**content, "checks": frozen_results(check_content(submission, content))}


def plain_content(submission: Submission) -> dict[str, Any]:
    """What the work says now, as it would be frozen; shares in hundredths."""
    category = submission.category
    content = {
        "edition": submission.edition.code,
        "number": submission.number,
        "category": {"number": category.number, "code": category.code} if category else None,
        "title": submission.title,
        "summary": submission.summary,
        "organisation": submission.organisation,
        "eligibility": kept_answers(questions_of(submission.edition), submission.eligibility),
        "form": submission.form_number,
        "answers": asked_answers(pages_for(submission), submission.answers),
        "authors": [_frozen_author(author) for author in submission.authors],
        "files": [_frozen_file(file) for file in kept_files(submission)],
        "rules": submission.edition.rules_digest,
    }
    if submission.edition.is_track and not submission.kept:
        content["nominator"] = {"name": submission.owner.name, "organisation": submission.owner.organisation}
    return {**content, "intake": _frozen_intake(submission)} if submission.kept else content


def behalf(submission: Submission, actor: Any) -> dict[str, Any]:
    """Who keys in and for whom, as the audit log keeps it; nothing for what its owner does."""
    return {"entered_by": actor.id, "on_behalf_of": _principal(submission)} if submission.kept else {}


def _principal(submission: Submission) -> str:
    return submission.person.name if submission.person else submission.organisation


def _frozen_intake(submission: Submission) -> dict[str, Any]:
    return {
        "kind": submission.origin.value,
        "on_behalf_of": _principal(submission),
        "arrivals": [
            {
                "way": one.way.value,
                "received_at": one.received_at.isoformat(timespec="minutes"),
                "postmarked_on": one.postmarked_on.isoformat() if one.postmarked_on else None,
                "desk_number": one.desk_number,
                "office": one.office,
            }
            for one in submission.arrivals
        ],
    }


def _frozen_author(author: Author) -> dict[str, Any]:
    return {
        "full_name": author.full_name,
        "organisation": author.organisation,
        "job_title": author.job_title,
        "email": author.email,
        "share_hundredths": int(author.share * 100),
        "minor": author.minor,
    }


def _frozen_file(file: SubmissionFile) -> dict[str, Any]:
    attachment = file.attachment
    return {
        "slot": file.slot,
        "name": attachment.filename,
        "caption": file.caption,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "id": attachment.public_id,
    }


AUTHOR_FIELDS = ("full_name", "organisation", "job_title", "email")


def plain_authors(authors: Iterable[Any]) -> list[dict[str, str]]:
    """Authors, as rows or as typed values, in plain strings; the share in percent without needless zeros."""
    listed = []
    for author in authors:
        names = (*AUTHOR_FIELDS, "share", "minor")
        values = author if isinstance(author, dict) else {name: getattr(author, name) for name in names}
        plain = {name: str(values.get(name) or "") for name in AUTHOR_FIELDS}
        minor = values.get("minor") in (True, "yes")
        listed.append({**plain, "minor": "yes" if minor else "", "share": f"{Decimal(values['share']).normalize():f}"})
    return listed
