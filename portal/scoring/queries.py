"""Reading sheets, totals and progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import joinedload, lazyload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category, Criterion, Edition, Round
from portal.awards.preset_words import RoundKind
from portal.core.db import db
from portal.judges.models import Declaration, DeclaredAnswer, Judge
from portal.judges.queries import organisations_of
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.scoring.place import Step
from portal.scoring.ranking import Standing, rank
from portal.scoring.totals import counting, points_of, weighted_total
from portal.scoring.valid_sheets import NOTHING, disagreement_of, tie_means, totals_of
from portal.submissions.models import Submission
from portal.submissions.queries import latest_title, latest_titles


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of a judge's list: values and no rows of tables, because there are many lines."""

    assignment_id: int
    number: str
    title: str
    """That of the version which judges read, never of a draft under way."""
    category: dict[str, str]
    state: str
    total: Decimal | None
    round_id: int
    category_id: int | None
    kind: RoundKind
    has_controls: bool
    """Whether some dossiers of its round may be controls."""
    due_at: datetime | None
    declared: bool = True
    """Whether the judge has said to have no conflict; before that the dossier does not open."""

    @property
    def is_ordered(self) -> bool:
        """Whether the work is part of an order, which is finished as a whole."""
        return self.kind.is_ordered


@cache
def _desk() -> Select[Any]:
    mine = Judge.user_id == bindparam("user")
    own = select(Scoresheet.id).join(Assignment).join(Judge, Judge.id == Assignment.judge_id).where(mine)
    # Summed up once for all; left to itself, PostgreSQL sums all of them up again for each while its tables are young.
    sums = select(Score.scoresheet_id, weighted_total().label("units")).join(Criterion, counting())
    sums = sums.where(Score.scoresheet_id.in_(own)).group_by(Score.scoresheet_id)
    totals = sums.cte("totals").prefix_with("MATERIALIZED")
    return (
        select(Assignment.id, Submission.number, Category.name, Scoresheet.state, Declaration.answer)
        .add_columns(
            latest_title(), totals.c.units, Round.id, Category.id, Round.kind, Round.has_controls, Round.due_at
        )
        .select_from(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Round, Round.id == Assignment.round_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .outerjoin(Category, Category.id == Submission.category_id)
        .outerjoin(Declaration, Assignment.declared)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .outerjoin(totals, totals.c.scoresheet_id == Scoresheet.id)
        .where(mine, Assignment.state == AssignmentState.ACTIVE)
        .order_by(Assignment.run_id, Assignment.position)
    )


def desk(user: Any) -> list[DeskRow]:
    """A judge's own work in the stored order, with titles, states and totals, in one statement."""
    return [
        DeskRow(
            pair, number or "", title or "", category or {}, state.value if state else "not_started", points_of(total),
            round_id, category_id, kind, controls, due_at, answer is DeclaredAnswer.NONE,
        )
        for pair, number, category, state, answer, title, total, round_id, category_id, kind, controls, due_at in (
            db.session.execute(_desk(), {"user": user.id})
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderLine:
    """The works of one category that a judge puts in order: how many there are, and how many of them are finished."""

    round_id: int
    kind: RoundKind
    category_id: int
    category: dict[str, str]
    works: int
    finished: int


def orders_among(rows: Iterable[DeskRow]) -> list[OrderLine]:
    """What a judge's list holds of rounds in which works are put in order, by category."""
    grouped: dict[tuple[int, int | None], list[DeskRow]] = {}
    for row in rows:
        if row.is_ordered:
            grouped.setdefault((row.round_id, row.category_id), []).append(row)
    return [
        OrderLine(
            round_id, listed[0].kind, category_id, listed[0].category, len(listed),
            sum(one.state == "finished" for one in listed),
        )
        for (round_id, category_id), listed in grouped.items()
        if category_id is not None
    ]  # fmt: skip


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
    """The sheet of an assignment with its scores, if it has been begun."""
    statement = select(Scoresheet).options(joinedload(Scoresheet.scores))
    return db.session.scalars(statement.where(Scoresheet.assignment_id == assignment.id)).unique().one_or_none()


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
