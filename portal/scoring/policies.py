"""Who may write on a sheet, and who may open it again."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category, Edition
from portal.awards.policies import takes_changes
from portal.core.access import Verdict, refused
from portal.core.templating import filter_datetime
from portal.scoring.models import Scoresheet, ScoresheetState


def can_score(user: Any, assignment: Assignment) -> Verdict:
    """The judge it was given to, who has declared to have no conflict, as long as none has come up."""
    if assignment.judge.user_id != user.id:
        return refused()
    if assignment.state is not AssignmentState.ACTIVE:
        return refused(_l("You no longer judge this submission."))
    if not assignment.is_declared:
        return refused(_l("Say first whether you have a conflict of interest with this work."))
    return takes_changes(assignment.submission.edition)


def can_change(user: Any, assignment: Assignment, sheet: Scoresheet | None) -> Verdict:
    """A finished sheet is locked; an organizer can open it again."""
    if sheet is not None and sheet.state is ScoresheetState.FINISHED:
        return refused(_l("This sheet is finished and locked. Ask the organizers if it must be changed."))
    return can_score(user, assignment)


def can_finish(user: Any, assignment: Assignment, sheet: Scoresheet | None) -> Verdict:
    """Whoever can change it, unless the sheet is part of an order, which is finished as a whole."""
    if assignment.round.kind.is_ordered:
        return refused(_l("In this round you put works in order: finish your order, and all its sheets are finished."))
    return can_change(user, assignment, sheet)


def can_reopen(user: Any, edition: Any) -> Verdict:
    """Organizers, with a reason."""
    return is_organizer(user, edition)


def can_change_rubric(user: Any, category: Category) -> Verdict:
    """Organizers, until the first sheet of the category is finished."""
    verdict = is_organizer(user, category.edition)
    if not verdict or category.rubric_frozen_at is None:
        return verdict
    since = filter_datetime(category.rubric_frozen_at, category.edition.time_zone)
    return refused(
        _l("The rubric and its rule are frozen: the first sheet of this category was finished at %(time)s.", time=since)
    )


def can_change_edition_rule(user: Any, edition: Edition, categories: Iterable[Category]) -> Verdict:
    """Organizers, until the first sheet of any category is finished."""
    verdict = is_organizer(user, edition)
    frozen = [one.rubric_frozen_at for one in categories if one.rubric_frozen_at is not None]
    if not verdict or not frozen:
        return verdict
    since = filter_datetime(min(frozen), edition.time_zone)
    return refused(_l("The rule is frozen: the first sheet of this edition was finished at %(time)s.", time=since))
