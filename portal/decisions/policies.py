"""Who may change and sign lists, and who may give the prizes: one person prepares the decision, another releases it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_free_organizer
from portal.core.access import ALLOWED, Verdict, refused
from portal.decisions.models import DecisionPaper, DecisionProposal, ListKind, ListVersion, ProposalState
from portal.decisions.settings import settings_of
from portal.judges.models import PanelSeat


def can_decide(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: whoever must not see a work cannot weigh the others against it either."""
    instead = _l("You are in conflict with a work of this edition: another organizer records the decision.")
    return is_free_organizer(user, edition, hidden, instead)


def can_change_lists(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: to make a list, or to add or take out somebody, is to weigh works."""
    instead = _l("You are in conflict with a work of this edition: another organizer makes and changes the lists.")
    return is_free_organizer(user, edition, hidden, instead)


def can_keep_scans(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: a scan says of somebody else that a list was signed."""
    instead = _l("You are in conflict with a work of this edition: another organizer adds scans of signed lists.")
    return is_free_organizer(user, edition, hidden, instead)


def signs(seat: PanelSeat, version: ListVersion) -> bool:
    """Whether a list is this office's to sign: panels sign what they propose, the council all that follows."""
    return (seat.category_id is not None) == (version.kind is ListKind.PROPOSED)


def can_sign(user: Any, seat: PanelSeat, hidden: frozenset[int]) -> Verdict:
    """Who holds the office and may see every work of the list; for the chair a deputy can stand in."""
    if seat.judge.user_id != user.id:
        return refused()
    if hidden:
        return refused(_l("You are in conflict with a work of this edition: somebody else signs, such as the deputy."))
    return ALLOWED


def can_release(user: Any, edition: Any, proposal: DecisionProposal, hidden: frozenset[int]) -> Verdict:
    """Another organizer without a conflict than the one who prepared it, unless the edition is content with one."""
    verdict = can_decide(user, edition, hidden)
    if not verdict:
        return verdict
    if proposal.state is not ProposalState.WAITING:
        return refused(_l("This has been answered, or a newer one has taken its place. Open the page again."))
    if settings_of(edition).second_person and proposal.prepared_by_id == user.id:
        return refused(_l("You prepared this decision: another organizer must look at it and release it."))
    return ALLOWED


def can_send_back(user: Any, edition: Any, proposal: DecisionProposal, hidden: frozenset[int]) -> Verdict:
    """Whoever may release it, and whoever prepared it and sees a mistake."""
    if proposal.state is ProposalState.WAITING and proposal.prepared_by_id == user.id:
        return can_decide(user, edition, hidden)
    return can_release(user, edition, proposal, hidden)


def can_accept_paper(user: Any, edition: Any, paper: DecisionPaper, hidden: frozenset[int]) -> Verdict:
    """Another organizer without a conflict than the one who uploaded it, unless the edition is content with one."""
    verdict = can_decide(user, edition, hidden)
    if verdict and settings_of(edition).second_person and paper.added_by_id == user.id:
        return refused(_l("You uploaded this document: another organizer must look at it and accept it."))
    return verdict
