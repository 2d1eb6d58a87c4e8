"""Who may write on a sheet, and who may open it again."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.assignments.models import Assignment, AssignmentState
from portal.core.access import ALLOWED, Verdict, refused
from portal.scoring.models import Scoresheet, ScoresheetState


def can_score(user: Any, assignment: Assignment) -> Verdict:
    """The judge it was given to, who has declared to have no conflict, as long as none has come up."""
    if assignment.judge.user_id != user.id:
        return refused()
    if assignment.state is not AssignmentState.ACTIVE:
        return refused(_l("You no longer judge this submission."))
    if not assignment.is_declared:
        return refused(_l("Say first whether you have a conflict of interest with this work."))
    return ALLOWED


def can_change(user: Any, assignment: Assignment, sheet: Scoresheet | None) -> Verdict:
    """A finished sheet is locked; an organizer can open it again."""
    if sheet is not None and sheet.state is ScoresheetState.FINISHED:
        return refused(_l("This sheet is finished and locked. Ask the organizers if it must be changed."))
    return can_score(user, assignment)


def can_reopen(user: Any, edition: Any) -> Verdict:
    """Organizers, with a reason."""
    return is_organizer(user, edition)
