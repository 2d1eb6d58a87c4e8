"""Reading sheets, totals and progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, lazyload, load_only
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category, Criterion, Edition, Round
from portal.core.db import db
from portal.judges.models import Declaration, DeclaredAnswer, Judge
from portal.judges.queries import organisations_of
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.scoring.place import Step
from portal.scoring.ranking import Standing, rank
from portal.scoring.totals import counting, points_of, weighted_total
from portal.scoring.valid_sheets import NOTHING, disagreement_of, tie_means, totals_of
from portal.submissions.models import Submission
from portal.submissions.queries import latest_titles


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of a judge's list."""

    assignment: Assignment
    state: str
    total: Decimal | None
    declared: bool = True
    """Whether the judge has said to have no conflict; before that the dossier does not open."""


def _totals() -> Any:
    """The weighted total of each sheet, in ten-thousandths of a point."""
    statement = select(Score.scoresheet_id, weighted_total().label("total")).join(Criterion, counting())
    return statement.group_by(Score.scoresheet_id).subquery()


def desk(user: Any) -> list[DeskRow]:
    """A judge's own work in the stored order, with states and totals, in one statement."""
    totals = _totals()
    statement = (
        select(Assignment, Scoresheet.state, totals.c.total, Declaration.answer)
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(Declaration, Assignment.declared)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .outerjoin(totals, totals.c.scoresheet_id == Scoresheet.id)
        .options(
            joinedload(Assignment.submission)
            .load_only(Submission.number, Submission.category_id, Submission.edition_id)
            .joinedload(Submission.category)
            .options(load_only(Category.number, Category.name), lazyload(Category.criteria)),
            joinedload(Assignment.round),
        )
        .where(Judge.user_id == user.id, Assignment.state == AssignmentState.ACTIVE)
        .order_by(Assignment.run_id, Assignment.position)
    )
    return [
        DeskRow(row[0], row[1].value if row[1] else "not_started", points_of(row[2]), row[3] is DeclaredAnswer.NONE)
        for row in db.session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """The works of one category that a judge puts in order: how many there are, and how many of them are finished."""

    round: Round
    category: Category
    works: int
    finished: int


def orders_among(rows: Iterable[DeskRow]) -> list[OrderLine]:
    """What a judge's list holds of rounds in which works are put in order, by category."""
    grouped: dict[tuple[int, int | None], list[DeskRow]] = {}
    for row in rows:
        if row.assignment.round.kind.is_ordered:
            grouped.setdefault((row.assignment.round_id, row.assignment.submission.category_id), []).append(row)
    return [
        OrderLine(listed[0].assignment.round, category, len(listed), sum(one.state == "finished" for one in listed))
        for listed in grouped.values()
        if (category := listed[0].assignment.submission.category) is not None
    ]


def own_work(user: Any) -> list[Step]:
    """The stored order of a judge's work with what is finished: only the numbers, for finding the way."""
    statement = (
        select(Assignment.id, Scoresheet.state)
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Judge.user_id == user.id, Assignment.state == AssignmentState.ACTIVE)
        .order_by(Assignment.run_id, Assignment.position)
    )
    return [Step(one, state is ScoresheetState.FINISHED) for one, state in db.session.execute(statement)]


def seen_titles(assignments: Iterable[Assignment]) -> dict[int, str]:
    """The titles of the versions that judges read, by submission: never that of a draft under way."""
    return latest_titles(one.submission_id for one in assignments)


def sheet_of(assignment: Assignment) -> Scoresheet | None:
    """The sheet of an assignment, if it has been begun."""
    return db.session.scalar(select(Scoresheet).where(Scoresheet.assignment_id == assignment.id))


def get_sheet_or_404(edition: Any, sheet_id: int, hidden: frozenset[int] = NOTHING) -> Scoresheet:
    """A sheet of this edition; one of a work in conflict with the reader does not exist."""
    statement = (
        select(Scoresheet)
        .join(Assignment)
        .join(Submission)
        .where(Scoresheet.id == sheet_id, Submission.edition_id == edition.id, Submission.id.not_in(hidden))
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def standings(
    edition: Edition, category_id: int | None = None, hidden: frozenset[int] = NOTHING
) -> dict[int, list[Standing]]:
    """The official standings by category; with something hidden, the standings among the rest."""
    totals = totals_of(edition, category_id, hidden)
    return {one.id: standings_in(edition, one, totals[one.id], hidden) for one in _judged_categories(totals)}


def _judged_categories(totals: dict[int, dict[int, list[Decimal]]]) -> list[Category]:
    statement = select(Category).options(lazyload(Category.criteria)).where(Category.id.in_(totals))
    return list(db.session.scalars(statement.order_by(Category.number)))


def standings_in(
    edition: Edition, category: Category, totals: dict[int, list[Decimal]], hidden: frozenset[int] = NOTHING
) -> list[Standing]:
    """The standings of one category by its rule, from the totals already read."""
    return rank(
        totals,
        minimum_sheets=edition.minimum_sheets,
        disagreement=disagreement_of(category),
        ties=tie_means(edition, category, totals, hidden),
    )


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """How far one judge has come."""

    name: str
    organisation: str
    assigned: int
    started: int
    finished: int


def progress(edition: Any, hidden: frozenset[int] = NOTHING) -> list[JudgeProgress]:
    """Every judge with work, the furthest behind first; what is hidden is not counted."""
    finished = func.sum(case((Scoresheet.state == ScoresheetState.FINISHED, 1), else_=0))
    started = func.count(Scoresheet.id)
    statement = (
        select(User.name, Judge.id, func.count(Assignment.id), started, finished)
        .join(Judge, Judge.user_id == User.id)
        .join(Assignment, Assignment.judge_id == Judge.id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Judge.edition_id == edition.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Submission.id.not_in(hidden))
        .group_by(Judge.id, User.name)
        .order_by(func.count(Assignment.id) - finished, User.name)
    )
    found = db.session.execute(statement).all()
    places = organisations_of([row[1] for row in found])
    rows = [JudgeProgress(row[0], places.get(row[1], ""), row[2], row[3], int(row[4] or 0)) for row in found]
    return rows[::-1]


def finished_sheets(edition: Any, hidden: frozenset[int] = NOTHING) -> Any:
    """Finished sheets with judge and submission, the newest first, to be paginated."""
    return (
        select(Scoresheet)
        .join(Assignment)
        .join(Submission)
        .options(
            joinedload(Scoresheet.entered_by).lazyload(User.grants),
            joinedload(Scoresheet.assignment).joinedload(Assignment.submission),
            joinedload(Scoresheet.assignment).joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants),
        )
        .where(Submission.edition_id == edition.id, Scoresheet.state == ScoresheetState.FINISHED)
        .where(Submission.id.not_in(hidden))
        .order_by(Scoresheet.finished_at.desc(), Scoresheet.id.desc())
    )


def titles(submission_ids: list[int]) -> dict[int, Submission]:
    """Some submissions by id."""
    found = db.session.scalars(select(Submission).where(Submission.id.in_(submission_ids)))
    return {submission.id: submission for submission in found}
