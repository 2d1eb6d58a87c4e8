"""The three things a secretary may say, each with a reason the author sees."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.screening import checklist
from portal.screening.models import Message, Screening, ScreeningOutcome
from portal.screening.queries import latest_screening, secretaries_of
from portal.submissions import service as submissions
from portal.submissions.letters import write_about
from portal.submissions.models import Author, Origin, StubHoldsNothingError, Submission, SubmissionStatus
from portal.submissions.nominations import unconfirmed
from portal.submissions.queries import latest_version

ACTIONS = {
    ScreeningOutcome.ACCEPTED: (Action.SCREENING_ACCEPTED, Topic.SCREENING_ACCEPTED),
    ScreeningOutcome.SUPPLEMENT: (Action.SCREENING_RETURNED, Topic.SCREENING_SUPPLEMENT),
    ScreeningOutcome.REINSTATED: (Action.SCREENING_REINSTATED, Topic.SCREENING_REINSTATED),
    ScreeningOutcome.REFUSED: (Action.SCREENING_REFUSED, Topic.SCREENING_REFUSED),
}


class ReasonMissingError(PortalError):
    """Raised when somebody would be turned away without being told why."""

    message = _l("Write the reason; the author will read it")


class NotSubmittedError(PortalError):
    """Raised for a dossier that is not there to be screened."""

    message = _l("Only a submitted dossier can be screened")


class NotRefusedError(PortalError):
    """Raised when something is to be reinstated that was not refused."""

    message = _l("Only a refused dossier can be reinstated")


class EmptyMessageError(PortalError):
    """Raised for a message without words."""

    message = _l("Write the message")


class NominationNotAgreedError(PortalError):
    """Raised when a nomination is accepted before everybody nominated has agreed."""

    def __init__(self, waiting: list[Author]):
        names = ", ".join(author.full_name for author in waiting)
        super().__init__(_l("Wait until everybody nominated has agreed by their letter: %(names)s.", names=names))


class DueDateError(PortalError):
    """Raised when a supplement would be due in the past."""

    message = _l("Choose a due date in the future")


def accept(submission: Submission, *, actor: Any, reason_code: str = "complete", reason: str = "") -> Screening:
    """Let the dossier go on to the judges."""
    return _decide(submission, ScreeningOutcome.ACCEPTED, reason_code, reason, None, actor)


def ask_for_supplement(
    submission: Submission, *, reason_code: str, reason: str, due_at: datetime, actor: Any
) -> Screening:
    """Give the dossier back until a date, saying what is missing."""
    if submission.origin is Origin.STUB:
        raise StubHoldsNothingError()
    if due_at <= clock.now():
        raise DueDateError()
    with transaction():
        screening = _decide(submission, ScreeningOutcome.SUPPLEMENT, reason_code, reason, due_at, actor)
        submissions.reopen(submission, due_at, actor=actor)
        return screening


def refuse(submission: Submission, *, reason_code: str, reason: str, actor: Any) -> Screening:
    """Turn the dossier away, saying why."""
    return _decide(submission, ScreeningOutcome.REFUSED, reason_code, reason, None, actor)


def reinstate(submission: Submission, *, reason: str, actor: Any) -> Screening:
    """Take a refusal back, saying why: the dossier returns to the queue."""
    latest = latest_screening(submission)
    if latest is None or latest.outcome is not ScreeningOutcome.REFUSED:
        raise NotRefusedError()
    return _decide(submission, ScreeningOutcome.REINSTATED, "reinstated", reason, None, actor)


def write_message(submission: Submission, *, body: str, actor: Any, from_staff: bool) -> Message:
    """Write to the other side; it stands in the thread, and a letter says that it does."""
    if not body.strip():
        raise EmptyMessageError()
    if submission.origin is Origin.STUB:
        raise StubHoldsNothingError()
    edition = submission.edition
    with transaction():
        message = Message(
            submission_id=submission.id, writer_id=actor.id, from_staff=from_staff, body=body.strip()[:5000],
            sent_at=clock.now(),
        )  # fmt: skip
        db.session.add(message)
        record(Action.MESSAGE_SENT, submission, actor=actor, from_staff=from_staff)
        letter: dict[str, Any] = {"title": submission.title, "number": submission.number or "", "body": message.body}
        if from_staff:
            url = external_url("messages.index", submission_id=submission.id)
            write_about(submission, Topic.MESSAGE_RECEIVED, url=url, **letter)
            return message
        url = external_url("manage_screening.dossier", edition_id=edition.id, submission_id=submission.id)
        for person in secretaries_of(edition, submission.category_id):
            notify(person, Topic.MESSAGE_RECEIVED, url=url, **letter)
        return message


def _require_agreement(submission: Submission) -> None:
    waiting = unconfirmed(submission)
    if waiting:
        raise NominationNotAgreedError(waiting)


def _decide(
    submission: Submission,
    outcome: ScreeningOutcome,
    reason_code: str,
    reason: str,
    due_at: datetime | None,
    actor: Any,
) -> Screening:
    if outcome is not ScreeningOutcome.ACCEPTED and not (reason_code and reason.strip()):
        raise ReasonMissingError()
    version = latest_version(submission)
    if submission.status is not SubmissionStatus.SUBMITTED or version is None:
        raise NotSubmittedError()
    if outcome is ScreeningOutcome.ACCEPTED:
        checklist.require_checked(submission, version.number, reason)
        _require_agreement(submission)
    action, topic = ACTIONS[outcome]
    with transaction():
        screening = Screening(
            submission=submission,
            version_number=version.number,
            outcome=outcome,
            reason_code=reason_code,
            reason=reason.strip(),
            due_at=due_at,
            decided_by_id=actor.id,
            decided_at=clock.now(),
        )
        db.session.add(screening)
        record(action, submission, actor=actor, reason_code=reason_code, version=version.number)
        write_about(
            submission,
            topic,
            edition_name=submission.edition.name,
            time_zone=submission.edition.time_zone,
            title=submission.title,
            number=submission.number,
            reason=screening.reason,
            due_at=due_at,
            url=external_url("submissions.hub", submission_id=submission.id),
        )
        return screening
