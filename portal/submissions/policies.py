"""Who may see and change a submission."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import manages
from portal.core.access import ALLOWED, Verdict, refused
from portal.submissions import rules
from portal.submissions.models import Submission, SubmissionStatus


def can_start(user: Any, edition: Any, now: datetime) -> Verdict:
    """Anyone with an account, while the call is open."""
    if now < edition.opens_at:
        return refused(rules.SENTENCES[rules.Problem.NOT_OPEN_YET])
    if now >= edition.closes_at:
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
    edition = submission.edition
    if not rules.is_open(edition.opens_at, edition.closes_at, submission.editable_until, now):
        return refused(rules.SENTENCES[rules.Problem.CALL_CLOSED])
    return ALLOWED


def can_withdraw(user: Any, submission: Submission) -> Verdict:
    """Its owner, unless it is withdrawn already."""
    if submission.owner_id != user.id:
        return refused()
    if submission.status is SubmissionStatus.WITHDRAWN:
        return refused(_l("You have withdrawn this submission."))
    return ALLOWED
