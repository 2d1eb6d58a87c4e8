"""What judges say before a dossier opens, giving one back later, and conflicts that end an assignment."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.assignments import queries
from portal.assignments.models import Assignment, AssignmentRun, AssignmentState
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.judges import service as judges
from portal.judges.models import Conflict, ConflictKind, ConflictSource, Declaration, DeclaredAnswer
from portal.judges.visibility import unconcerned
from portal.notifications.service import notify
from portal.notifications.topics import Topic


class NotYourAssignmentError(PortalError):
    """Raised when somebody would declare for somebody else."""

    message = _l("Only the judge can declare this.")


class RecusalReasonError(PortalError):
    """Raised when a work is taken from a judge, or given back, without saying why."""

    message = _l("Write why; it is kept with the conflict of interest")


def declare_free(assignments: Iterable[Assignment], *, actor: Any) -> int:
    """Say of several works at once that nothing ties one to them; their dossiers open. How many were new."""
    waiting = [one for one in assignments if one.declared is None]
    if any(one.judge.user_id != actor.id for one in waiting):
        raise NotYourAssignmentError()
    with transaction():
        for one in waiting:
            _keep(one, DeclaredAnswer.NONE)
        for edition_id in sorted({one.submission.edition_id for one in waiting}):
            works = [one.submission_id for one in waiting if one.submission.edition_id == edition_id]
            record(Action.CONFLICT_DENIED, actor, actor=actor, edition_id=edition_id, submissions=works)
    return len(waiting)


def declare_on_paper(assignment: Assignment, *, actor: Any) -> None:
    """Keep what a judge has ticked on paper: no conflict. An answer that stands is left alone."""
    if assignment.declared is not None:
        return
    with transaction():
        _keep(assignment, DeclaredAnswer.NONE)
        record(
            Action.CONFLICT_DENIED, assignment.judge.user, actor=actor, edition_id=assignment.submission.edition_id,
            submissions=[assignment.submission_id], on_paper=True,
        )  # fmt: skip


def _keep(assignment: Assignment, answer: DeclaredAnswer) -> None:
    found = assignment.declared or Declaration(
        judge_id=assignment.judge_id, submission_id=assignment.submission_id, answer=answer
    )
    found.answer, found.declared_at = answer, clock.now()
    db.session.add(found)
    db.session.flush()
    set_committed_value(assignment, "declared", found)


def declare_tie(assignment: Assignment, *, kind: ConflictKind, evidence: str, actor: Any) -> None:
    """Say what ties one to a work, before or after opening it: the work is given back, and never comes again."""
    _need_words(evidence)
    with transaction():
        _keep(assignment, DeclaredAnswer.CONFLICT)
        judges.declare_conflict(assignment.judge, assignment.submission, kind=kind, evidence=evidence, actor=actor)
        _give_back(assignment, reason=kind.value, actor=actor)


def give_back(assignment: Assignment, *, reason: str, actor: Any) -> None:
    """Give a work back because it is not one's field: no conflict, but the pair does not come again."""
    _need_words(reason)
    with transaction():
        _keep(assignment, DeclaredAnswer.NOT_MY_FIELD)
        _give_back(assignment, reason=DeclaredAnswer.NOT_MY_FIELD.value, actor=actor, words=reason.strip())


def _need_words(text: str) -> None:
    if not text.strip():
        raise RecusalReasonError()


def _give_back(assignment: Assignment, *, reason: str, actor: Any, words: str = "") -> None:
    assignment.state = AssignmentState.RECUSED
    submission = assignment.submission
    details: dict[str, Any] = {"kind": reason, **({"reason": words} if words else {})}
    record(
        Action.ASSIGNMENT_RECUSED, assignment, actor=actor, edition_id=submission.edition_id,
        submission=assignment.submission_id, **details,
    )  # fmt: skip
    for person in _told(assignment, actor):
        notify(
            person,
            Topic.ASSIGNMENT_RECUSED,
            judge_name=assignment.judge.user.name,
            conflict=reason != DeclaredAnswer.NOT_MY_FIELD,
            number=submission.number,
            title=submission.title,
            url=external_url("manage_assignments.index", edition_id=submission.edition_id),
        )


def _told(assignment: Assignment, actor: Any) -> list[User]:
    """Who proposed the assignment; where this person is in conflict with the work, an organizer who is not."""
    creator = db.session.get(User, db.session.get_one(AssignmentRun, assignment.run_id).created_by_id)
    fit = unconcerned([creator] if creator is not None else [], assignment.submission)
    if not fit:
        fit = unconcerned(accounts.organizers_of(assignment.submission.edition_id), assignment.submission)[:1]
    return [person for person in fit if person.id != actor.id]


def recuse_all(assignments: Iterable[Assignment], *, kind: ConflictKind, evidence: str, actor: Any) -> int:
    """Take several works from their judges because of conflicts that an organizer names."""
    _need_words(evidence)
    listed = list(assignments)
    with transaction():
        for one in listed:
            judges.set_conflict(
                one.judge, one.submission, kind=kind, evidence=evidence, source=ConflictSource.ORGANIZER, actor=actor
            )
            _give_back(one, reason=kind.value, actor=actor)
    return len(listed)


def decide_conflict(conflict: Conflict, *, confirmed: bool, reason: str, actor: Any) -> None:
    """Confirm or reject a conflict; a confirmed one ends the assignment that stands against it."""
    with transaction():
        judges.decide_conflict(conflict, confirmed=confirmed, reason=reason, actor=actor)
        if confirmed:
            for one in queries.assignments_between(conflict.user_id, conflict.submission_id):
                _give_back(one, reason=conflict.kind.value, actor=actor)
