"""Who edits a winner's sheet, confirms an adoption, and decides on them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.core.access import ALLOWED, Verdict, refused
from portal.replications.models import Adoption, AdoptionState, ReplicationSheet, SheetState
from portal.submissions.models import Access, Submission
from portal.submissions.policies import takes_part


def can_answer(user: Any, submission: Submission) -> Verdict:
    """Whoever answers for the work: its owner, co-authors who may edit, the secretariat for paper."""
    return ALLOWED if takes_part(user, submission, Access.EDIT) else refused()


def can_confirm(user: Any, adoption: Adoption) -> Verdict:
    """The author says once whether an adoption that was reported is one."""
    if adoption.state is not AdoptionState.REPORTED or adoption.author_agrees is not None:
        return refused(_l("This report was answered before."))
    return can_answer(user, adoption.submission)


def can_decide_adoption(user: Any, adoption: Adoption) -> Verdict:
    """Organizers, once the address is proven; published is only what the author confirmed."""
    if adoption.state is AdoptionState.UNCONFIRMED:
        return refused(_l("Whoever reports this has not confirmed it yet."))
    return is_organizer(user, adoption.submission.edition)


def can_publish_adoption(user: Any, adoption: Adoption) -> Verdict:
    """Organizers, when the author has confirmed it."""
    if not adoption.author_agrees:
        return refused(_l("The author has not confirmed this."))
    return can_decide_adoption(user, adoption)


def can_decide_sheet(user: Any, sheet: ReplicationSheet) -> Verdict:
    """Organizers, for a sheet that the winner has offered."""
    if sheet.state is not SheetState.OFFERED:
        return refused(_l("The winner has not offered this sheet for approval."))
    return is_organizer(user, sheet.submission.edition)
