"""Finding judges and panels."""

from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.awards.models import Category
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import local_time
from portal.judges.models import BARRING, VOTING_ROLES, Conflict, Judge, JudgeOrganisation, PanelSeat
from portal.submissions.models import Submission


def today_in(edition: Any) -> date:
    """The day it is where the award is run."""
    return local_time(clock.now(), edition.time_zone).date()


def sits_on(today: date) -> tuple[Any, ...]:
    """Seats that are held on a day: not given up, and within their term."""
    return (
        PanelSeat.left_at.is_(None),
        or_(PanelSeat.from_on.is_(None), PanelSeat.from_on <= today),
        or_(PanelSeat.until_on.is_(None), PanelSeat.until_on >= today),
    )


def panel(category: Category) -> list[Judge]:
    """Those who score in a category now: seated, within their term, and with a voice that counts."""
    statement = (
        select(Judge)
        .join(PanelSeat, PanelSeat.judge_id == Judge.id)
        .options(joinedload(Judge.user).lazyload(User.grants))
        .where(PanelSeat.category_id == category.id, *sits_on(today_in(category.edition)))
        .where(PanelSeat.role.in_(VOTING_ROLES))
        .order_by(Judge.id)
    )
    return list(db.session.scalars(statement).unique())


def seated_judges(category: Category) -> Select[Any]:
    """The ids of those who score in a category now, to be part of another statement."""
    return select(PanelSeat.judge_id).where(
        PanelSeat.category_id == category.id, PanelSeat.role.in_(VOTING_ROLES), *sits_on(today_in(category.edition))
    )


def panel_sizes(edition: Any) -> dict[int, int]:
    """How many judges score in each category now."""
    statement = (
        select(PanelSeat.category_id, func.count(func.distinct(PanelSeat.judge_id)))
        .join(Category, Category.id == PanelSeat.category_id)
        .where(Category.edition_id == edition.id, *sits_on(today_in(edition)), PanelSeat.role.in_(VOTING_ROLES))
        .group_by(PanelSeat.category_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement) if row[0] is not None}


def conflict_pairs(category: Category) -> set[tuple[int, int]]:
    """Judge and submission of every conflict in a category that is not rejected: on doubt nobody is assigned."""
    statement = (
        select(Judge.id, Conflict.submission_id)
        .join(Submission, Submission.id == Conflict.submission_id)
        .join(Judge, (Judge.user_id == Conflict.user_id) & (Judge.edition_id == Submission.edition_id))
        .where(Submission.category_id == category.id, Conflict.state.in_(BARRING))
    )
    return {(row[0], row[1]) for row in db.session.execute(statement)}


def list_judges(edition: Any, *, category_id: int = 0, search: str = "") -> Select[tuple[Judge]]:
    """The judges of an edition by name, to be paginated."""
    statement = (
        select(Judge)
        .join(User, User.id == Judge.user_id)
        .options(
            joinedload(Judge.user).lazyload(User.grants),
            selectinload(Judge.seats).joinedload(PanelSeat.category).lazyload(Category.criteria),
        )
        .where(Judge.edition_id == edition.id)
        .order_by(User.name, Judge.id)
    )
    if category_id:
        seated = (PanelSeat.category_id == category_id) & PanelSeat.left_at.is_(None)
        statement = statement.where(Judge.seats.any(seated))
    if search:
        pattern = f"%{search}%"
        statement = statement.where(
            User.name.ilike(pattern) | Judge.organisations.any(JudgeOrganisation.name.ilike(pattern))
        )
    return statement


def get_judge_or_404(edition: Any, judge_id: int) -> Judge:
    """A judge of this edition."""
    found = db.session.scalar(select(Judge).where(Judge.id == judge_id, Judge.edition_id == edition.id))
    if found is None:
        raise NotFound()
    return found


def get_seat_or_404(edition: Any, seat_id: int) -> PanelSeat:
    """A seat that somebody holds, or held, in this edition."""
    statement = select(PanelSeat).join(Judge).where(PanelSeat.id == seat_id, Judge.edition_id == edition.id)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def judge_of_user(edition_id: int, user: Any) -> Judge | None:
    """Somebody's judgeship in an edition."""
    return db.session.scalar(select(Judge).where(Judge.edition_id == edition_id, Judge.user_id == user.id))


def seated_categories(judge: Judge, edition: Any) -> Select[Any]:
    """The categories in which a judge scores now."""
    return select(PanelSeat.category_id).where(
        PanelSeat.judge_id == judge.id, PanelSeat.category_id.is_not(None), PanelSeat.role.in_(VOTING_ROLES),
        *sits_on(today_in(edition)),
    )  # fmt: skip


# Made once: it is asked each time a judge looks at the list.
_EDITIONS_JUDGED = select(Judge.edition_id).where(Judge.user_id == bindparam("user")).order_by(Judge.id.desc())


def editions_judged(user: Any) -> list[int]:
    """In which editions somebody judges, by id, the newest judgeship first."""
    return list(db.session.scalars(_EDITIONS_JUDGED, {"user": user.id}))


def names_of_judges(edition: Any) -> list[tuple[int, str]]:
    """Every judge of an edition by name, to choose from."""
    statement = select(Judge.id, User.name).join(User, User.id == Judge.user_id).where(Judge.edition_id == edition.id)
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(User.name, Judge.id))]


def organisations_of(judge_ids: list[int]) -> dict[int, str]:
    """Where some judges work now, in one line each."""
    statement = select(JudgeOrganisation.judge_id, JudgeOrganisation.name).where(
        JudgeOrganisation.judge_id.in_(judge_ids), JudgeOrganisation.until_on.is_(None)
    )
    found: dict[int, str] = {}
    for judge, name in db.session.execute(statement.order_by(JudgeOrganisation.judge_id, JudgeOrganisation.position)):
        found[judge] = f"{found[judge]}; {name}" if judge in found else name
    return found


def same_names(judge: Judge) -> list[User]:
    """Other accounts of the same name, which may be the same person's."""
    same = (User.name == judge.user.name, User.id != judge.user_id)
    statement = select(User).options(lazyload(User.grants)).where(*same).order_by(User.id).limit(10)
    return list(db.session.scalars(statement))
