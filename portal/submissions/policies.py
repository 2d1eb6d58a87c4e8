"""Who may see and change a submission."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import manages
from portal.core.access import ALLOWED, Verdict, refused
from portal.submissions import rules
from portal.submissions.models import Submission, SubmissionStatus
from portal.submissions.snapshot import grace_until


def can_start(user: Any, edition: Any, now: datetime) -> Verdict:
    """Anyone with an account, while the call is open."""
    if now < edition.opens_at:
        return refused(rules.SENTENCES[rules.Problem.NOT_OPEN_YET])
    if now >= edition.last_deadline:
        return refused(_l("The call is closed; new submissions are no longer taken."))
    return ALLOWED if user.is_authenticated else refused(_l("Sign in first."))


def can_view(user: Any, submission: Submission) -> Verdict:
    """Its owner, and those who manage its category."""
    if submission.owner_id == user.id:
        return ALLOWED
    if submission.status is SubmissionStatus.DRAFT:
        return refused()
    return manages(user, submission.edition, submission.category)


def can_edit(user: Any, submission: Submission, now: datetime) -> Verdict:
    """Its owner, while it may still be sent."""
    if submission.owner_id != user.id:
        return refused()
    if submission.status is SubmissionStatus.WITHDRAWN:
        return refused(_l("You have withdrawn this submission."))
    if not rules.is_open(submission.edition.opens_at, submission.deadline, submission.editable_until, now):
        return refused(rules.SENTENCES[rules.Problem.CALL_CLOSED])
    return ALLOWED


def can_finish(user: Any, submission: Submission, now: datetime) -> Verdict:
    """Its owner, while it may be changed, and a little longer when the deadline caught an upload on its way."""
    verdict = can_edit(user, submission, now)
    if verdict or submission.owner_id != user.id or submission.status is SubmissionStatus.WITHDRAWN:
        return verdict
    grace = grace_until(submission)
    return ALLOWED if grace is not None and submission.edition.opens_at <= now < grace else verdict


def can_withdraw(user: Any, submission: Submission) -> Verdict:
    """Its owner, unless it is withdrawn already."""
    if submission.owner_id != user.id:
        return refused()
    if submission.status is SubmissionStatus.WITHDRAWN:
        return refused(_l("You have withdrawn this submission."))
    return ALLOWED
