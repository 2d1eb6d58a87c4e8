"""Who runs a meeting, who is in the room, and who signs its minutes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_free_organizer, is_organizer
from portal.core.access import ALLOWED, Verdict, refused
from portal.deliberations.models import AgendaItem, Attendee
from portal.judges.models import PanelRole

SIGNING = {PanelRole.CHAIR: "chair", PanelRole.DEPUTY: "chair", PanelRole.SECRETARY: "secretary"}
"""As what an office signs: the deputy may sign in the chair's place."""


def can_run_meetings(user: Any, edition: Any) -> Verdict:
    """Organizers plan meetings and write down what happens in them."""
    return is_organizer(user, edition)


def can_note_attendance(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: who is in the room decides whether there is a quorum, and who may speak."""
    instead = _l("You are in conflict with a work of this edition: another organizer notes who is there.")
    return is_free_organizer(user, edition, hidden, instead)


def can_write_down(user: Any, edition: Any, hidden_here: bool) -> Verdict:
    """What happens with a category, from putting it on the table on: organizers without a conflict there."""
    verdict = is_organizer(user, edition)
    if verdict and hidden_here:
        return refused(
            _l(
                "You are in conflict with a work of this category: another organizer puts it on the table and writes "
                "down what is said."
            )
        )
    return verdict


def can_follow(attendee: Attendee | None, item: AgendaItem, hidden_here: bool) -> Verdict:
    """What is on the table is for members who are there and have no conflict with a work of the category."""
    if attendee is None or not attendee.present:
        return refused(_l("You are not noted as present. Tell the secretary that you have come."))
    if hidden_here:
        return refused(
            _l("You are in conflict with a work of this category. Please wait outside until it is finished.")
        )
    return ALLOWED if item.is_open else refused(_l("This category is not on the table."))


def can_sign_minutes(user: Any, attendee: Attendee | None, hidden: frozenset[int]) -> Verdict:
    """The chair or the deputy, and the secretary, who were there and may read all of it."""
    if attendee is None or attendee.judge.user_id != user.id or attendee.role not in SIGNING:
        return refused(_l("The chair and the secretary of the meeting sign its minutes."))
    if not attendee.came:
        return refused(_l("Only who was there signs."))
    if hidden:
        return refused(_l("You are in conflict with a work of this edition: somebody else signs, such as the deputy."))
    return ALLOWED


def can_read_minutes(user: Any, edition: Any, attendee: Attendee | None, hidden: frozenset[int]) -> Verdict:
    """Organizers and members of the council without a conflict: minutes tell of every category."""
    verdict = ALLOWED if attendee is not None and attendee.judge.user_id == user.id else is_organizer(user, edition)
    if verdict and hidden:
        return refused(_l("You are in conflict with a work of this edition, and minutes tell of every work."))
    return verdict
