"""Who may see and change a submission."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import manages
from portal.awards.policies import takes_changes
from portal.awards.track_settings import track_settings_of
from portal.core.access import ALLOWED, Verdict, refused
from portal.submissions import rules
from portal.submissions.models import Access, InvitationState, Origin, Submission, SubmissionStatus
from portal.submissions.snapshot import grace_until


def can_start(user: Any, edition: Any, now: datetime) -> Verdict:
    """Anyone with an account, while the call is open."""
    if now < edition.opens_at:
        return refused(rules.SENTENCES[rules.Problem.NOT_OPEN_YET])
    if now >= edition.last_deadline:
        return refused(_l("The call is closed; new submissions are no longer taken."))
    if not user.is_authenticated:
        return refused(_l("Sign in first."))
    return may_nominate(user, edition)


def may_nominate(user: Any, edition: Any) -> Verdict:
    """In an ad-hoc track, those whom its rules name; in an edition of the cycle everybody enters what is theirs."""
    settings = track_settings_of(edition)
    if settings.lets_nominate(user.email):
        return ALLOWED
    domains = ", ".join(settings.nominators)
    return refused(_l("Only people with an e-mail address at %(domains)s may nominate here.", domains=domains))


def can_key_in(user: Any, edition: Any, category: Any) -> Verdict:
    """Paper and stubs: the secretary of the category, and the organizers for all."""
    return manages(user, edition, category)


def keeps(user: Any, submission: Submission) -> bool:
    """Whether somebody belongs to the secretariat that keeps this paper dossier; a stub holds nothing to keep."""
    mine = submission.kept and submission.origin is Origin.PAPER
    return mine and bool(can_key_in(user, submission.edition, submission.category))


def answers_for(user: Any, submission: Submission) -> bool:
    """Whether somebody may send and withdraw: the owner, or the secretariat for those without an account."""
    return keeps(user, submission) if submission.kept else submission.owner_id == user.id


def takes_part(user: Any, submission: Submission, access: Access | None = None) -> bool:
    """Whether somebody owns the submission or has accepted to take part in it, with this access if one is named."""
    if submission.kept:
        return keeps(user, submission)
    if submission.owner_id == user.id:
        return True
    return any(
        one.user_id == user.id and one.state is InvitationState.ACCEPTED and access in (None, one.access)
        for one in submission.collaborators
    )


def can_view(user: Any, submission: Submission) -> Verdict:
    """Its owner, and those who manage its category."""
    if takes_part(user, submission):
        return ALLOWED
    if submission.status is SubmissionStatus.DRAFT:
        return refused()
    return manages(user, submission.edition, submission.category)


def can_edit(user: Any, submission: Submission, now: datetime) -> Verdict:
    """Its owner and co-authors with that right, while it may still be sent."""
    if not takes_part(user, submission, Access.EDIT):
        return refused(_l("You may read this submission; only its owner can let you change it."))
    if not (open_still := takes_changes(submission.edition)):
        return open_still
    if submission.status is SubmissionStatus.WITHDRAWN:
        return refused(_l("You have withdrawn this submission."))
    if submission.kept:
        # The day that counts is the paper's: what came in time may be keyed in whenever there is time for it.
        sent = _l("What came on paper has been sent. Record the next paper that comes to change it.")
        return ALLOWED if submission.pending_arrivals else refused(sent)
    if not rules.is_open(submission.edition.opens_at, submission.deadline, submission.editable_until, now):
        return refused(rules.SENTENCES[rules.Problem.CALL_CLOSED])
    return ALLOWED


def can_finish(user: Any, submission: Submission, now: datetime) -> Verdict:
    """Its owner, while it may be changed, and a little longer when the deadline caught an upload on its way."""
    verdict = can_edit(user, submission, now)
    if submission.kept:
        return verdict
    ended = submission.status is SubmissionStatus.WITHDRAWN or not takes_changes(submission.edition)
    if verdict or ended or not takes_part(user, submission, Access.EDIT):
        return verdict
    grace = grace_until(submission)
    return ALLOWED if grace is not None and submission.edition.opens_at <= now < grace else verdict


def can_submit(user: Any, submission: Submission) -> Verdict:
    """Its owner alone: one person answers for what is sent."""
    may = answers_for(user, submission)
    return ALLOWED if may else refused(_l("Only the owner of this submission may submit it."))


def can_withdraw(user: Any, submission: Submission) -> Verdict:
    """Its owner, unless it is withdrawn already."""
    if not answers_for(user, submission):
        return refused()
    if not (open_still := takes_changes(submission.edition)):
        return open_still
    if submission.status is SubmissionStatus.WITHDRAWN:
        return refused(_l("You have withdrawn this submission."))
    return ALLOWED
