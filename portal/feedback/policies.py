"""Who may handle letters, when, and who reads them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.core.access import ALLOWED, Verdict, refused
from portal.feedback.models import OPEN, FeedbackLetter, LetterState
from portal.feedback.settings import FeedbackSettings
from portal.submissions.models import Submission
from portal.submissions.policies import takes_part


def can_handle(user: Any, edition: Any) -> Verdict:
    """Organizers; which works they meet is answered by what is hidden from them."""
    return is_organizer(user, edition)


def can_edit(letter: FeedbackLetter) -> Verdict:
    """As long as it is neither approved nor sent."""
    if letter.state is LetterState.SENT:
        return refused(_l("This letter is sent; its author has it."))
    if letter.state is LetterState.APPROVED:
        return refused(_l("This letter is approved. Take the approval back to change it."))
    return ALLOWED


def can_approve(user: Any, letter: FeedbackLetter, settings: FeedbackSettings) -> Verdict:
    """Something must be in it; where the edition asks for two people, not by whoever wrote last."""
    if letter.state not in OPEN:
        return can_edit(letter)
    if letter.is_empty:
        return refused(_l("There is nothing to read in this letter. Write something, or leave it unsent."))
    last = letter.edited_by_id or letter.gathered_by_id
    if settings.second_person and last == user.id:
        return refused(_l("You wrote last on this letter: another person approves it."))
    return ALLOWED


def can_take_back(letter: FeedbackLetter) -> Verdict:
    """Only what is approved and not sent."""
    if letter.state is LetterState.APPROVED:
        return ALLOWED
    if letter.state is LetterState.SENT:
        return can_edit(letter)
    return refused(_l("This letter is not approved."))


def can_send(letter: FeedbackLetter, is_open: bool) -> Verdict:
    """An approved letter, once the letter of the decision has gone; before that it goes with that one."""
    if letter.state is LetterState.SENT:
        return can_edit(letter)
    if letter.state is not LetterState.APPROVED:
        return refused(_l("Approve the letter first."))
    if not is_open:
        return refused(_l("It goes with the letter of the decision, when the results are published."))
    return ALLOWED


def can_read(user: Any, submission: Submission, letter: FeedbackLetter | None) -> Verdict:
    """Those who take part in the work, once the letter is sent."""
    sent = letter is not None and letter.state is LetterState.SENT
    return ALLOWED if sent and takes_part(user, submission) else refused()
