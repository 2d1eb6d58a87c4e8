"""Finding assignment runs and assignments."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, defer, joinedload, lazyload, load_only
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentRun, AssignmentState, RunState
from portal.awards.models import Category, Edition
from portal.core.db import db
from portal.judges.models import BARRING, Conflict, Declaration, Judge
from portal.submissions.models import Submission


def active_assignments(edition: Any) -> list[Assignment]:
    """Every active assignment of an edition."""
    statement = (
        select(Assignment)
        .join(Submission, Submission.id == Assignment.submission_id)
        .options(joinedload(Assignment.submission), joinedload(Assignment.declared))
        .where(Submission.edition_id == edition.id, Assignment.state == AssignmentState.ACTIVE)
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(statement))


def recused_pairs(category: Category) -> set[tuple[int, int]]:
    """Pairs that were taken back and must not come again."""
    statement = (
        select(Assignment.judge_id, Assignment.submission_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(Submission.category_id == category.id, Assignment.state == AssignmentState.RECUSED)
    )
    return set(db.session.execute(statement).all())


def open_run(category: Category) -> AssignmentRun | None:
    """The proposal waiting to be published, if there is one."""
    statement = select(AssignmentRun).where(
        AssignmentRun.category_id == category.id, AssignmentRun.state == RunState.PROPOSED
    )
    return db.session.scalar(statement.order_by(AssignmentRun.id.desc()).limit(1))


def open_runs(edition: Any) -> dict[int, AssignmentRun]:
    """Proposals waiting, by category."""
    statement = select(AssignmentRun).where(
        AssignmentRun.edition_id == edition.id, AssignmentRun.state == RunState.PROPOSED
    )
    statement = statement.options(defer(AssignmentRun.inputs), defer(AssignmentRun.pairs), defer(AssignmentRun.edits))
    return {run.category_id: run for run in db.session.scalars(statement)}


def runs_of(category: Category) -> Select[tuple[AssignmentRun]]:
    """Every run of a category, the newest first, to be paginated; without what each looked at, which is long."""
    long = (AssignmentRun.inputs, AssignmentRun.pairs, AssignmentRun.edits)
    statement = select(AssignmentRun).options(*(defer(column, raiseload=True) for column in long))
    return statement.where(AssignmentRun.category_id == category.id).order_by(AssignmentRun.id.desc())


def run_before(run: AssignmentRun) -> int | None:
    """The run of the same category before this one, to compare with."""
    statement = select(func.max(AssignmentRun.id)).where(
        AssignmentRun.category_id == run.category_id,
        AssignmentRun.id < run.id,
        AssignmentRun.state != RunState.IMPOSSIBLE,
    )
    return db.session.scalar(statement)


def get_run_or_404(edition: Any, run_id: int) -> AssignmentRun:
    """A run of this edition."""
    found = db.session.scalar(
        select(AssignmentRun)
        .options(joinedload(AssignmentRun.category))
        .where(AssignmentRun.id == run_id, AssignmentRun.edition_id == edition.id)
    )
    if found is None:
        raise NotFound()
    return found


def get_own_assignment_or_404(assignment_id: int, user: Any, *, whole: bool = True) -> Assignment:
    """An active assignment of this very person; any other does not exist.

    Without `whole` only what saving and finishing a sheet need is read of work, category and edition.
    """
    found = db.session.scalars(_own(whole), {"assignment": assignment_id, "user": user.id}).unique().one_or_none()
    if found is None:
        raise NotFound()
    return found


@cache
def _own(whole: bool) -> Select[Any]:
    work = joinedload(Assignment.submission)
    if whole:
        parts = [
            joinedload(Assignment.round),
            work.joinedload(Submission.edition),
            work.joinedload(Submission.category),
        ]
    else:
        parts = [
            work.load_only(Submission.edition_id, Submission.category_id),
            work.joinedload(Submission.edition).options(
                load_only(Edition.time_zone, Edition.closed_at), lazyload(Edition.award)
            ),
            work.joinedload(Submission.category).load_only(Category.edition_id).joinedload(Category.criteria),
        ]
    return (
        select(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .options(
            # The judge is who asks, and so known already; their organisations nobody asks for here.
            contains_eager(Assignment.judge).options(
                load_only(Judge.user_id, Judge.edition_id), lazyload(Judge.organisations), lazyload(Judge.user)
            ),
            joinedload(Assignment.declared),
            *parts,
        )
        .where(Assignment.id == bindparam("assignment"), Judge.user_id == bindparam("user"))
        .where(Assignment.state == AssignmentState.ACTIVE)
    )


def undeclared_assignments(user: Any) -> list[Assignment]:
    """What somebody was given to judge and has not said a word about yet."""
    statement = (
        select(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(Declaration, Assignment.declared)
        .options(
            joinedload(Assignment.judge),
            joinedload(Assignment.submission).joinedload(Submission.category).lazyload(Category.criteria),
            joinedload(Assignment.submission).joinedload(Submission.edition),
            joinedload(Assignment.submission).selectinload(Submission.authors),
        )
        .where(Judge.user_id == user.id, Assignment.state == AssignmentState.ACTIVE, Declaration.id.is_(None))
        .order_by(Assignment.run_id, Assignment.position)
    )
    return list(db.session.scalars(statement).unique())


def assignments_between(user_id: int, submission_id: int) -> list[Assignment]:
    """The active assignments of one person to one work."""
    statement = select(Assignment).join(Judge, Judge.id == Assignment.judge_id)
    return list(
        db.session.scalars(
            statement.where(
                Judge.user_id == user_id,
                Assignment.submission_id == submission_id,
                Assignment.state == AssignmentState.ACTIVE,
            )
        )
    )


def list_pairs(edition: Any, hidden: frozenset[int], *, category_id: int = 0, search: str = "") -> Select[Any]:
    """Every active pair with its judge, its work and whether it is declared, to be paginated."""
    statement = (
        select(Assignment)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .options(
            contains_eager(Assignment.submission),
            contains_eager(Assignment.judge).contains_eager(Judge.user).lazyload(User.grants),
            contains_eager(Assignment.judge).lazyload(Judge.organisations),
            joinedload(Assignment.declared),
        )
        .where(Submission.edition_id == edition.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Submission.id.not_in(hidden))
        .order_by(User.name, Judge.id, Submission.number, Assignment.id)
    )
    if category_id:
        statement = statement.where(Submission.category_id == category_id)
    if search:
        pattern = f"%{search}%"
        named = User.name.ilike(pattern) | Submission.number.ilike(pattern) | Submission.title.ilike(pattern)
        statement = statement.where(named)
    return statement


def barred_pairs(edition: Any) -> set[tuple[int, int]]:
    """Judge and submission of the pairs that stand although a conflict has come up."""
    statement = (
        select(Assignment.judge_id, Assignment.submission_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Conflict, (Conflict.user_id == Judge.user_id) & (Conflict.submission_id == Assignment.submission_id))
        .where(Judge.edition_id == edition.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Conflict.state.in_(BARRING))
    )
    return {(row[0], row[1]) for row in db.session.execute(statement)}


def count_assigned(edition: Any, hidden: frozenset[int] = frozenset()) -> dict[int, int]:
    """Active assignments by category; those of hidden works are not counted."""
    statement = (
        select(Submission.category_id, func.count(Assignment.id))
        .join(Assignment, Assignment.submission_id == Submission.id)
        .where(Submission.edition_id == edition.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Submission.id.not_in(hidden))
        .group_by(Submission.category_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement) if row[0] is not None}


def names_of(judge_ids: set[int], submission_ids: set[int]) -> tuple[dict[int, str], dict[int, tuple[str, str]]]:
    """Names of judges, and number and title of submissions, for showing a proposal."""
    people = select(Judge.id, User.name).join(User, User.id == Judge.user_id).where(Judge.id.in_(judge_ids))
    works = select(Submission.id, Submission.number, Submission.title).where(Submission.id.in_(submission_ids))
    titles = {row.id: (row.number or "", row.title) for row in db.session.execute(works)}
    return dict(db.session.execute(people).all()), titles


def matrix(category: Category, hidden: frozenset[int] = frozenset()) -> Select[tuple[Submission]]:
    """The assigned submissions of a category, to be paginated; hidden ones are not among them."""
    assigned = select(Assignment.submission_id).where(Assignment.state == AssignmentState.ACTIVE)
    return (
        select(Submission)
        .where(Submission.category_id == category.id, Submission.id.in_(assigned), Submission.id.not_in(hidden))
        .order_by(Submission.number, Submission.id)
    )


def assignments_of(submission_ids: list[int]) -> list[Assignment]:
    """The assignments of some submissions with their judges' names."""
    statement = (
        select(Assignment)
        .options(joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants))
        .where(Assignment.submission_id.in_(submission_ids), Assignment.state != AssignmentState.WITHDRAWN)
        .order_by(Assignment.submission_id, Assignment.id)
    )
    return list(db.session.scalars(statement))
