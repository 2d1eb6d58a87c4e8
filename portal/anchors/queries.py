"""Finding the practice works of a judge, and the judges of an anchor."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload, lazyload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.anchors.models import Anchor, AnchorKind, PracticeSheet, PracticeState
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category
from portal.core.db import db
from portal.judges.models import VOTING_ROLES, Judge, PanelSeat
from portal.judges.queries import today_in
from portal.judges.visibility import tied_submissions
from portal.submissions.models import Submission, SubmissionVersion


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice work as one judge has it before them."""

    anchor: Anchor
    judge: Judge
    sheet: PracticeSheet | None

    @property
    def done(self) -> bool:
        """Whether nothing more is asked of the judge."""
        return self.sheet is not None and self.sheet.state is not PracticeState.IN_PROGRESS


def untied(user: Any) -> Any:
    """The condition that an anchor is no work this person is in conflict with or has part in."""
    works = select(SubmissionVersion.id).where(SubmissionVersion.submission_id.in_(tied_submissions(user)))
    return or_(Anchor.version_id.is_(None), Anchor.version_id.not_in(works))


def _given(user: Any) -> Select[Any]:
    """Practice works that are open, or were finished by this judge, with the seat and whether there is work."""
    assigned = exists().where(
        Assignment.judge_id == Judge.id, Assignment.round_id == Anchor.round_id,
        Assignment.state == AssignmentState.ACTIVE, Assignment.submission_id == Submission.id,
        Submission.category_id == Anchor.category_id,
    )  # fmt: skip
    seat = (
        (PanelSeat.judge_id == Judge.id)
        & (PanelSeat.round_id == Anchor.round_id)
        & (PanelSeat.category_id == Anchor.category_id)
        & PanelSeat.left_at.is_(None)
        & PanelSeat.role.in_(VOTING_ROLES)
    )
    mine = (PracticeSheet.anchor_id == Anchor.id) & (PracticeSheet.judge_id == Judge.id)
    columns: Any = select(Anchor, Judge, PracticeSheet, PanelSeat, assigned)
    statement: Select[Any] = (
        columns.join(Judge, Judge.edition_id == Anchor.edition_id)
        .outerjoin(PanelSeat, seat)
        .outerjoin(PracticeSheet, mine)
        .options(
            joinedload(Anchor.version),
            joinedload(Anchor.edition),
            joinedload(Anchor.category).lazyload(Category.criteria),
            lazyload(Judge.organisations),
            joinedload(Judge.user).lazyload(User.grants),
            lazyload(PanelSeat.judge),
        )
        .where(Judge.user_id == user.id, Anchor.kind == AnchorKind.PRACTICE, Anchor.opened_at.is_not(None))
        .where(or_(Anchor.closed_at.is_(None), PracticeSheet.state == PracticeState.FINISHED), untied(user))
        .order_by(Anchor.opened_at, Anchor.id)
    )
    return statement


def _read(statement: Select[Any]) -> list[Practice]:
    rows = db.session.execute(statement).unique().all()
    return [
        Practice(anchor, judge, sheet)
        for anchor, judge, sheet, seat, assigned in rows
        if sheet is not None or assigned or (seat is not None and _holds(seat, today_in(anchor.edition)))
    ]


def _holds(seat: PanelSeat, today: date) -> bool:
    return (seat.from_on is None or seat.from_on <= today) and (seat.until_on is None or seat.until_on >= today)


def _has_opened() -> bool:
    """Whether there is any practice at all: mostly there is none, and to ask whose it is costs much more."""
    opened = select(Anchor.id).where(Anchor.kind == AnchorKind.PRACTICE, Anchor.opened_at.is_not(None))
    return db.session.scalar(opened.limit(1)) is not None


def practice_of(user: Any) -> list[Practice]:
    """The practice works of a judge, in the order in which they were opened."""
    return _read(_given(user)) if _has_opened() else []


def get_practice_or_404(anchor_id: int, user: Any) -> Practice:
    """A practice work that this judge has been given."""
    found = _read(_given(user).where(Anchor.id == anchor_id))
    if not found:
        raise NotFound()
    return found[0]


def owed_before(assignment: Assignment) -> Anchor | None:
    """The practice that must be finished before this dossier opens; work that was begun before goes on."""
    if assignment.started_at is not None or not _has_opened():
        return None
    category = select(Submission.category_id).where(Submission.id == assignment.submission_id).scalar_subquery()
    statement = _given(assignment.judge.user).where(
        Anchor.round_id == assignment.round_id, Anchor.category_id == category, Anchor.required
    )
    return next((one.anchor for one in _read(statement) if not one.done), None)


def judges_of(anchor: Anchor) -> list[Judge]:
    """Those who score in the panel of an anchor now, tied to the work or not, in the order of their names."""
    statement = (
        select(Judge, PanelSeat)
        .join(PanelSeat, PanelSeat.judge_id == Judge.id)
        .join(User, User.id == Judge.user_id)
        .options(joinedload(Judge.user).lazyload(User.grants), lazyload(PanelSeat.judge))
        .where(PanelSeat.round_id == anchor.round_id, PanelSeat.category_id == anchor.category_id)
        .where(PanelSeat.left_at.is_(None), PanelSeat.role.in_(VOTING_ROLES))
        .order_by(User.name, Judge.id)
    )
    today = today_in(anchor.edition)
    return [judge for judge, seat in db.session.execute(statement).unique() if _holds(seat, today)]
