"""Who may key in paper for whom, and until when a judge may object."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer, manages
from portal.assignments.models import Assignment, AssignmentState
from portal.core.access import ALLOWED, Verdict, refused
from portal.paper_sheets.models import PaperSheet
from portal.scoring.models import Scoresheet, ScoresheetState


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands between somebody and the sheet of a judge."""

    hidden: bool = False
    """The work's judging is kept from this person by a conflict."""
    barred: bool = False
    """A conflict stands between the judge and the work."""
    colleague: bool = False
    """This person judges the same work."""
    touched: bool = False
    """The judge has written on the sheet at the desk, since it was last keyed in if it was."""
    published: bool = False
    """The results of the edition are published."""


def can_key_in(user: Any, edition: Any, category: Any) -> Verdict:
    """Paper sheets of a category: its secretary, and the organizers for all."""
    return manages(user, edition, category)


NO_PAPER = _l("In this round judges put works in order, which is done on the portal: no sheet comes on paper.")


def can_key(
    user: Any, assignment: Assignment, sheet: Scoresheet | None, facts: Facts, reason: str | None = None
) -> Verdict:
    """Key in the sheet of this judge for this work; without a `reason`, whether the page for it may be opened."""
    person = _may_this_person(user, assignment, facts)
    if not person:
        return person
    if assignment.round.kind.is_ordered:
        return refused(NO_PAPER)
    if facts.published:
        return refused(_l("The results are published; no sheet is keyed in any more."))
    if assignment.state is not AssignmentState.ACTIVE:
        return refused(_l("This judge no longer judges the work."))
    if facts.barred:
        return refused(_l("A conflict of interest stands between this judge and the work."))
    if sheet is not None and sheet.state is ScoresheetState.FINISHED:
        return refused(_l("This sheet is finished and locked. An organizer can open it again, with a reason."))
    return _over_the_desk(user, assignment, facts, reason)


def _may_this_person(user: Any, assignment: Assignment, facts: Facts) -> Verdict:
    submission = assignment.submission
    verdict = can_key_in(user, submission.edition, submission.category)
    if not verdict or facts.hidden:
        return verdict if not verdict else refused()
    if assignment.judge.user_id == user.id:
        return refused(_l("Score at your own desk: what you write on paper somebody else keys in."))
    if facts.colleague:
        return refused(_l("You judge this work yourself: somebody else keys in the sheets of the other judges."))
    return ALLOWED


def _over_the_desk(user: Any, assignment: Assignment, facts: Facts, reason: str | None) -> Verdict:
    if not facts.touched:
        return ALLOWED
    if not is_organizer(user, assignment.submission.edition):
        return refused(
            _l("The judge has begun this sheet at the desk: only an organizer may key in paper over it, with a reason.")
        )
    if reason is not None and not reason.strip():
        return refused(_l("Write why paper is keyed in over what the judge has begun"))
    return ALLOWED


def can_object(user: Any, paper: PaperSheet, *, published: bool) -> Verdict:
    """The judge whose sheet it is, while it is finished and nothing is published."""
    sheet = paper.scoresheet
    if sheet.assignment.judge.user_id != user.id:
        return refused()
    if published:
        return refused(_l("The results are published; ask the organizers."))
    if sheet.state is not ScoresheetState.FINISHED:
        return refused(_l("The sheet is open again: mend it at your desk."))
    return ALLOWED
