"""Who may change and sign lists, and who may give the prizes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.core.access import ALLOWED, Verdict, refused
from portal.decisions.models import ListKind, ListVersion
from portal.judges.models import PanelSeat


def can_decide(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: whoever must not see a work cannot weigh the others against it either."""
    verdict = is_organizer(user, edition)
    if verdict and hidden:
        return refused(_l("You are in conflict with a work of this edition: another organizer records the decision."))
    return verdict


def can_change_lists(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: to add or take out somebody is to weigh the works against each other."""
    verdict = is_organizer(user, edition)
    if verdict and hidden:
        return refused(_l("You are in conflict with a work of this edition: another organizer changes the lists."))
    return verdict


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
