"""The rules of a box in the reader's words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ballots.ballot_rules import BallotSettings, Choice, Outcome
from portal.ballots.models import BoxState

CHOICE_LABELS = {Choice.AGREE: _l("Agree"), Choice.DISAGREE: _l("Disagree"), Choice.ABSTAIN: _l("No opinion")}
OUTCOME_LABELS = {
    Outcome.PASSED: _l("Passed"),
    Outcome.FAILED: _l("Not passed"),
    Outcome.TIED: _l("Equal: the chair decides"),
}
STATE_LABELS = {
    BoxState.OPEN: _l("Open"),
    BoxState.CLOSED: _l("Closed"),
    BoxState.CANCELLED: _l("Cancelled"),
}


def sentences_of(settings: BallotSettings) -> list[Any]:
    """What holds in a box, a sentence each."""
    share = str(settings.pass_share)
    if settings.of_all and settings.more_than:
        passing = _("more than %(share)s of all members", share=share)
    elif settings.of_all:
        passing = _("at least %(share)s of all members", share=share)
    elif settings.more_than:
        passing = _("more than %(share)s of those who vote", share=share)
    else:
        passing = _("at least %(share)s of those who vote", share=share)
    said = [
        _("Secret: who has voted is kept, what somebody voted is kept nowhere.")
        if settings.secret
        else _("Open: who voted what is kept and shown after closing."),
        _("Valid when at least %(share)s of all members have voted.", share=str(settings.quorum)),
        _("A work passes with the agreement of %(whom)s; who is in conflict with it does not count.", whom=passing),
    ]
    if settings.votes > 1:
        said.append(_("Up to %(n)d votes, each on what has not passed.", n=settings.votes))
    if settings.casting_vote:
        said.append(_("The chair parts equal votes, with a reason."))
    return said
