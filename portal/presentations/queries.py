"""Reading sessions and slots."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from werkzeug.exceptions import NotFound

from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category
from portal.core.db import db
from portal.judges.models import Judge, PanelRole, PanelSeat
from portal.presentations.models import PresentationSession, PresentationSlot
from portal.screening.queries import accepted_dossiers
from portal.submissions.models import Submission


def _sessions() -> Select[Any]:
    return select(PresentationSession).options(
        joinedload(PresentationSession.category).options(lazyload(Category.criteria), joinedload(Category.edition)),
        joinedload(PresentationSession.round),
        selectinload(PresentationSession.slots).joinedload(PresentationSlot.submission),
    )


def sessions_of(category: Category) -> list[PresentationSession]:
    """The sessions of a category, in the order of their days."""
    statement = _sessions().where(PresentationSession.category_id == category.id)
    return list(db.session.scalars(statement.order_by(PresentationSession.starts_at, PresentationSession.id).limit(50)))


def get_session_or_404(session_id: int, edition_id: int | None = None) -> PresentationSession:
    """A session, of this edition if one is named."""
    statement = _sessions().where(PresentationSession.id == session_id)
    if edition_id is not None:
        statement = statement.where(PresentationSession.edition_id == edition_id)
    found: PresentationSession | None = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def slot_or_404(session: PresentationSession, slot_id: int) -> PresentationSlot:
    """A slot of this session."""
    found = next((one for one in session.slots if one.id == slot_id), None)
    if found is None:
        raise NotFound()
    return found


def works_without_slot(session: PresentationSession) -> list[Submission]:
    """The accepted works of the category that have no slot in this round yet, by number."""
    taken = select(PresentationSlot.submission_id).where(PresentationSlot.round_id == session.round_id)
    statement = accepted_dossiers().where(Submission.category_id == session.category_id, Submission.id.not_in(taken))
    return list(db.session.scalars(statement.order_by(Submission.number, Submission.id).limit(500)))


def slots_of_work(submission: Submission) -> list[PresentationSlot]:
    """When a work is presented, as far as its authors have been told."""
    statement = (
        select(PresentationSlot)
        .join(PresentationSession)
        .options(joinedload(PresentationSlot.session).selectinload(PresentationSession.slots))
        .where(PresentationSlot.submission_id == submission.id, PresentationSlot.told_at.is_not(None))
    )
    return list(db.session.scalars(statement.order_by(PresentationSlot.id)).unique())


def roles_on_panel(user: Any, session: PresentationSession) -> frozenset[PanelRole]:
    """What somebody is on the panel of a session."""
    statement = (
        select(PanelSeat.role)
        .join(Judge, Judge.id == PanelSeat.judge_id)
        .where(Judge.user_id == user.id, PanelSeat.left_at.is_(None), PanelSeat.round_id == session.round_id)
        .where(PanelSeat.category_id == session.category_id)
    )
    return frozenset(db.session.scalars(statement))


def sessions_of_judge(user: Any) -> list[PresentationSession]:
    """The sessions of the panels somebody sits on."""
    seated = (
        select(PanelSeat.category_id)
        .join(Judge, Judge.id == PanelSeat.judge_id)
        .where(Judge.user_id == user.id, PanelSeat.left_at.is_(None), PanelSeat.category_id.is_not(None))
    )
    statement = _sessions().where(PresentationSession.category_id.in_(seated))
    return list(db.session.scalars(statement.order_by(PresentationSession.starts_at.desc()).limit(20)))


def own_pairs(user: Any, works: list[int]) -> dict[int, int]:
    """The assignments of somebody to some works, by work."""
    statement = (
        select(Assignment.submission_id, Assignment.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(Judge.user_id == user.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Assignment.submission_id.in_(works))
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def presented_now(user: Any) -> frozenset[int]:
    """The assignments of a judge whose work is being presented at this moment."""
    return frozenset(db.session.scalars(_presented(), {"user": user.id}))


@cache
def _presented() -> Select[Any]:
    return (
        select(Assignment.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(
            PresentationSlot,
            (PresentationSlot.submission_id == Assignment.submission_id)
            & (PresentationSlot.round_id == Assignment.round_id),
        )
        .where(Judge.user_id == bindparam("user"), Assignment.state == AssignmentState.ACTIVE)
        .where(PresentationSlot.started_at.is_not(None), PresentationSlot.finished_at.is_(None))
    )
