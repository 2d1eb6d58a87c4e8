"""Who may write, moderate, answer an objection, or reply to one."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_free_organizer, is_organizer, manages
from portal.comments.models import PENDING, ClaimState, Comment, CommentPeriod, CommentState
from portal.comments.rules import Phase, phase_of
from portal.core.access import ALLOWED, Verdict, refused
from portal.submissions.models import Access
from portal.submissions.policies import takes_part


def can_write(period: CommentPeriod, now: datetime) -> Verdict:
    """Anybody, while the period runs."""
    phase = phase_of(period.opens_at, period.closes_at, now)
    if phase is Phase.OPEN:
        return ALLOWED
    return refused(_l("The time for comments is over.") if phase is Phase.CLOSED else _l("It has not begun yet."))


def can_run_period(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: who gives the public more or less time weighs on every work of the list."""
    instead = _l("You are in conflict with a work of this edition: another organizer opens and extends the period.")
    return is_free_organizer(user, edition, hidden, instead)


def can_moderate(user: Any, comment: Comment) -> Verdict:
    """Organizers, and the secretary of the work's category."""
    return manages(user, comment.submission.edition, comment.submission.category)


def can_publish(user: Any, comment: Comment) -> Verdict:
    """What waits for a moderator; objections are published with their answer and not before."""
    if comment.state is CommentState.UNCONFIRMED:
        return refused(_l("The writer has not confirmed this yet."))
    if comment.claim is not None:
        return refused(_l("An objection is published with its answer, or not at all."))
    return can_moderate(user, comment)


def can_ask(user: Any, comment: Comment) -> Verdict:
    """The secretary or an organizer, as long as neither the author has replied nor an answer is given."""
    if not _is_pending(comment):
        return refused(_l("This objection is answered already."))
    if comment.claim is not None and comment.claim.replied_at is not None:
        return refused(_l("The author has replied already."))
    return can_moderate(user, comment)


def _is_pending(comment: Comment) -> bool:
    confirmed = comment.state is not CommentState.UNCONFIRMED
    return confirmed and comment.claim is not None and comment.claim.state in PENDING


def can_answer(user: Any, comment: Comment) -> Verdict:
    """Organizers alone decide on an objection, and once."""
    if not _is_pending(comment):
        return refused(_l("This objection is answered already."))
    return is_organizer(user, comment.submission.edition)


def can_reply(user: Any, comment: Comment) -> Verdict:
    """Whoever answers for the work, while the organizers wait for it."""
    if comment.claim is None or comment.claim.state is not ClaimState.ASKED or comment.claim.replied_at is not None:
        return refused(_l("There is nothing to reply to."))
    return ALLOWED if takes_part(user, comment.submission, Access.EDIT) else refused()
