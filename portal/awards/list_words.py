"""What lists are called, and what their steps and votes say, in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.awards.preset_words import ListKind, ListRule
from portal.awards.vote_settings import BallotSettings, settings_in

LIST_LABELS = {
    ListKind.PROPOSED: _l("Proposal of the panels"),
    ListKind.SHORTLIST: _l("Shortlist"),
    ListKind.COUNCIL: _l("List for the council"),
    ListKind.PROVISIONAL: _l("Provisional list"),
    ListKind.DECIDED: _l("Decided list"),
}


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step for readers: what the list is called, what is on it, and the rules of its vote, if there is one."""

    label: Any
    made: str
    vote: list[str]


def words_of_steps(steps: Iterable[Mapping[str, Any]]) -> list[StepWords]:
    """Sealed steps in words."""
    return [
        StepWords(
            LIST_LABELS[ListKind(one["kind"])],
            _made(one),
            words_of_vote(settings_in(one["vote"])) if one["vote"] else [],
        )
        for one in steps
    ]


def _made(step: Mapping[str, Any]) -> str:
    if step["rule"] == ListRule.THRESHOLD:
        return str(_("every work that reaches its category's threshold"))
    if step["rule"] == ListRule.TOP:
        return str(_("the best %(n)d of each category", n=step["count"]))
    if step["rule"] == ListRule.LIST:
        return str(_("the list before, with what is added and taken out by name"))
    return str(_("what the council passes by ballot"))


def words_of_vote(settings: BallotSettings) -> list[str]:
    """What holds in a vote, a sentence each."""
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
