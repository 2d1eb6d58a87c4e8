"""Who may open and close a box, who votes in it, and who may see what came out."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_free_organizer
from portal.ballots.models import BallotBox, BallotVoter, BoxState
from portal.ballots.readiness import Readiness
from portal.comments.rules import Hearing
from portal.core.access import ALLOWED, Verdict, refused
from portal.judges.models import PanelRole
from portal.transparency.heads import Sealing

CASTING = (PanelRole.CHAIR, PanelRole.DEPUTY)
RULE_FIRST = {
    Sealing.MISSING: _l("The rule of the vote is not sealed yet: seal the rule first, under “Seals”."),
    Sealing.CHANGED: _l("The rule has changed since it was sealed: publish a correction first, under “Seals”."),
}
SEAL_FIRST = {
    Sealing.MISSING: _l("The sheets are not sealed yet: close the scoring and seal the sheets first, under “Seals”."),
    Sealing.CHANGED: _l("The sheets have changed since they were sealed: publish a correction first, under “Seals”."),
}
OTHERS_DECIDE = _l(
    "The public has not been heard to the end. You are in conflict with a work: another organizer decides."
)
HEAR_FIRST = {
    Hearing.MISSING: _l("The public has not been asked yet: open the public comment first, or write why not."),
    Hearing.RUNNING: _l("The public comment is not over: wait for its end, or write why the council begins before it."),
    Hearing.INCOMPLETE: _l(
        "The public was not asked about every work that the council votes on: open a period over this list, or write"
        " why not."
    ),
    Hearing.UNANSWERED: _l("Objections of the public wait for an answer: answer them first, or write why not."),
}


def can_open_ballots(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: when a vote is held, and on what, can change its end."""
    instead = _l("You are in conflict with a work of this edition: another organizer opens the ballot.")
    return is_free_organizer(user, edition, hidden, instead)


def can_end_ballots(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict close and cancel boxes and make the list: each can change who wins."""
    instead = _l(
        "You are in conflict with a work of this edition: another organizer ends the ballot and makes the list."
    )
    return is_free_organizer(user, edition, hidden, instead)


def can_vote(user: Any, voter: BallotVoter | None) -> Verdict:
    """The member whose ballot it is, once, while the box is open."""
    if voter is None or voter.judge.user_id != user.id:
        return refused(_l("Only the members of the council vote here."))
    if voter.box.state is not BoxState.OPEN:
        return refused(_l("This ballot is closed."))
    if voter.on_paper:
        return refused(_l("Your signed paper has been received: it is your ballot."))
    if voter.handed_in:
        return refused(_l("You have handed in your ballot; it cannot be changed any more."))
    return ALLOWED


def can_see_result(box: BallotBox) -> Verdict:
    """Whoever the box is for sees its result after closing, and nobody before."""
    if box.state is not BoxState.CLOSED:
        return refused(_l("Votes are shown only after the ballot is closed."))
    return ALLOWED


def can_cast(
    user: Any, box: BallotBox, voter: BallotVoter | None, submission_id: int, hidden: frozenset[int]
) -> Verdict:
    """The chair, or the deputy on a work with which the chair is in conflict; nobody with a conflict."""
    if voter is None or voter.judge.user_id != user.id or voter.role not in CASTING:
        return refused(_l("Only the chair of the council parts equal votes."))
    if submission_id in hidden:
        return refused(_l("You are in conflict with this work."))
    chairs = [one for one in box.voters if one.role is PanelRole.CHAIR]
    if voter.role is PanelRole.DEPUTY and any(submission_id not in one.recused for one in chairs):
        return refused(_l("The chair of the council parts these votes."))
    return ALLOWED


def can_count_papers(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: who counts sees votes on every work."""
    instead = _l("You are in conflict with a work of this edition: somebody else counts the papers.")
    return is_free_organizer(user, edition, hidden, instead)


def can_convene(ready: Readiness, hidden: frozenset[int], unheard_reason: str) -> Verdict:
    """Rule and sheets are sealed before the council meets or votes, without exception, and the public has been heard.

    Before the public has been heard to the end the council begins only for a written reason, and not on the word of
    somebody who is in conflict with a work.
    """
    if ready.rule in RULE_FIRST:
        return refused(RULE_FIRST[ready.rule])
    if ready.sheets in SEAL_FIRST:
        return refused(SEAL_FIRST[ready.sheets])
    if ready.is_heard:
        return ALLOWED
    if hidden:
        return refused(OTHERS_DECIDE)
    return ALLOWED if unheard_reason.strip() else refused(HEAR_FIRST[ready.hearing])
