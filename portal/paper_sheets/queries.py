"""Reading paper sheets: what is to be printed and keyed in, and what was."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category
from portal.core.db import db
from portal.judges.models import BARRING, Conflict, Judge
from portal.judges.visibility import hidden_submissions
from portal.paper_sheets.models import PaperSheet
from portal.paper_sheets.policies import Facts
from portal.publication.queries import published_results
from portal.scoring.models import ScoreChange, Scoresheet, ScoresheetState
from portal.submissions.models import Submission

MOST_PRINTED = 150


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """How many sheets of one judge there are in a category, and how many are finished and came on paper."""

    judge_id: int
    name: str
    assigned: int
    finished: int
    keyed: int
    following: int | None
    """The assignment whose sheet is keyed in next."""


def sheet_of(assignment: Assignment) -> Scoresheet | None:
    """The sheet of an assignment, if it has been begun."""
    return db.session.scalar(select(Scoresheet).where(Scoresheet.assignment_id == assignment.id))


def is_published(edition: Any) -> bool:
    """Whether results of the edition are published."""
    return published_results(edition) is not None


def facts_of(user: Any, assignment: Assignment, hidden: frozenset[int] | None = None) -> Facts:
    """What stands between somebody and the sheet of a judge; `hidden` where it has been asked for already."""
    submission = assignment.submission
    barred = select(Conflict.id).where(
        Conflict.user_id == assignment.judge.user_id, Conflict.submission_id == submission.id,
        Conflict.state.in_(BARRING),
    )  # fmt: skip
    touched = (
        select(ScoreChange.id)
        .join(Scoresheet, Scoresheet.id == ScoreChange.scoresheet_id)
        .outerjoin(PaperSheet, PaperSheet.scoresheet_id == Scoresheet.id)
        .where(Scoresheet.assignment_id == assignment.id, ScoreChange.actor_id == assignment.judge.user_id)
        .where(PaperSheet.id.is_(None) | (ScoreChange.at > PaperSheet.keyed_at))
    )
    return Facts(
        hidden=submission.id in (hidden_submissions(user, submission.edition) if hidden is None else hidden),
        barred=db.session.scalar(barred.limit(1)) is not None,
        colleague=submission.id in judged_by(user, submission.edition),
        touched=db.session.scalar(touched.limit(1)) is not None,
        published=is_published(submission.edition),
    )


def judged_by(user: Any, edition: Any) -> frozenset[int]:
    """The works somebody judges: the sheets of the other judges are not for their eyes."""
    statement = (
        select(Assignment.submission_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(Judge.user_id == user.id, Judge.edition_id == edition.id, Assignment.state == AssignmentState.ACTIVE)
    )
    return frozenset(db.session.scalars(statement))


def judge_rows(category: Category, hidden: frozenset[int]) -> list[JudgeRow]:
    """Every judge with works in a category, by name, in one statement."""
    finished = Scoresheet.state == ScoresheetState.FINISHED
    # The sheets of a judge lie in the order of the numbers, printed and keyed in alike.
    order = func.row_number().over(
        partition_by=Assignment.judge_id, order_by=[case((finished, 1), else_=0), Submission.number, Submission.id]
    )
    lines = (
        select(Assignment.judge_id, Assignment.id.label("assignment"), Scoresheet.state, Scoresheet.entered_by_id)
        .add_columns(order.label("place"))
        .select_from(Assignment)
        .join(Submission, Submission.id == Assignment.submission_id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Submission.category_id == category.id, Submission.id.not_in(hidden))
        .where(Assignment.state == AssignmentState.ACTIVE)
        .subquery()
    )
    done = func.sum(case((lines.c.state == ScoresheetState.FINISHED, 1), else_=0))
    keyed = func.sum(
        case(((lines.c.state == ScoresheetState.FINISHED) & lines.c.entered_by_id.is_not(None), 1), else_=0)
    )
    first = func.max(case((lines.c.place == 1, lines.c.assignment)))
    statement = (
        select(lines.c.judge_id, User.name, func.count(), done, keyed, first)
        .join(Judge, Judge.id == lines.c.judge_id)
        .join(User, User.id == Judge.user_id)
        .group_by(lines.c.judge_id, User.name)
        .order_by(User.name, lines.c.judge_id)
    )
    return [
        JudgeRow(row[0], row[1], row[2], int(row[3]), int(row[4]), row[5] if row[3] < row[2] else None)
        for row in db.session.execute(statement)
    ]


def _pairs() -> Select[Any]:
    return (
        select(Assignment)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .options(
            joinedload(Assignment.submission).joinedload(Submission.edition),
            joinedload(Assignment.submission).joinedload(Submission.category),
            joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants),
            joinedload(Assignment.judge).lazyload(Judge.organisations),
            joinedload(Assignment.declared),
            joinedload(Assignment.round),
        )
        .where(Assignment.state == AssignmentState.ACTIVE)
    )


def _unfinished() -> Any:
    return Scoresheet.id.is_(None) | (Scoresheet.state != ScoresheetState.FINISHED)


def blank_sheets(category: Category, hidden: frozenset[int], *, judge: int = 0, work: int = 0) -> list[Assignment]:
    """The pairs whose sheets are not finished, judge by judge and in the order of the numbers; one more than fits."""
    statement = _pairs().where(Submission.category_id == category.id, Submission.id.not_in(hidden), _unfinished())
    if judge:
        statement = statement.where(Assignment.judge_id == judge)
    if work:
        statement = statement.where(Submission.id == work)
    statement = statement.order_by(User.name, Assignment.judge_id, Submission.number, Submission.id)
    return list(db.session.scalars(statement.limit(MOST_PRINTED + 1)))


def works_to_score(category: Category, hidden: frozenset[int]) -> list[tuple[int, str]]:
    """The works of a category that still lack a sheet, by number, to print the sheets of one."""
    waiting = (
        select(Assignment.submission_id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Assignment.state == AssignmentState.ACTIVE, _unfinished())
    )
    statement = select(Submission.id, Submission.number).where(
        Submission.category_id == category.id, Submission.id.in_(waiting), Submission.id.not_in(hidden)
    )
    return [(row[0], row[1] or "") for row in db.session.execute(statement.order_by(Submission.number).limit(1000))]


def get_pair_or_404(edition: Any, assignment_id: int, hidden: frozenset[int]) -> Assignment:
    """A pair of this edition that stands; one of a hidden work does not exist."""
    statement = _pairs().where(Assignment.id == assignment_id, Submission.edition_id == edition.id)
    found: Assignment | None = db.session.scalar(statement.where(Submission.id.not_in(hidden)))
    if found is None:
        raise NotFound()
    return found


def next_pair(assignment: Assignment, hidden: frozenset[int]) -> int | None:
    """The next sheet of the same judge in the same category: behind this one, and then from the beginning."""
    work = assignment.submission
    behind = case((func.coalesce(Submission.number, "") > (work.number or ""), 0), else_=1)
    statement = _pairs().with_only_columns(Assignment.id).where(
        Assignment.judge_id == assignment.judge_id, Submission.category_id == work.category_id,
        Assignment.id != assignment.id, Submission.id.not_in(hidden), _unfinished(),
    )  # fmt: skip
    return db.session.scalar(statement.order_by(behind, Submission.number, Submission.id).limit(1))


def _papers() -> Select[Any]:
    pair = joinedload(PaperSheet.scoresheet).joinedload(Scoresheet.assignment)
    return (
        select(PaperSheet)
        .join(Scoresheet, Scoresheet.id == PaperSheet.scoresheet_id)
        .join(Assignment, Assignment.id == Scoresheet.assignment_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .options(
            pair.joinedload(Assignment.submission).joinedload(Submission.edition),
            pair.joinedload(Assignment.submission).joinedload(Submission.category).lazyload(Category.criteria),
            pair.joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants),
            pair.joinedload(Assignment.judge).lazyload(Judge.organisations),
            joinedload(PaperSheet.keyed_by).lazyload(User.grants),
            joinedload(PaperSheet.scan),
        )
    )


def papers_of(category: Category, hidden: frozenset[int]) -> Select[Any]:
    """The paper sheets of a category, those a judge objects to first, then the newest; to be paginated."""
    objected = case((PaperSheet.objected_at.is_not(None) & (Scoresheet.state == ScoresheetState.FINISHED), 0), else_=1)
    statement = _papers().where(Submission.category_id == category.id, Submission.id.not_in(hidden))
    return statement.order_by(objected, PaperSheet.keyed_at.desc(), PaperSheet.id.desc())


def get_paper_or_404(edition: Any, paper_id: int, hidden: frozenset[int]) -> PaperSheet:
    """A paper sheet of this edition; one of a hidden work does not exist."""
    statement = _papers().where(PaperSheet.id == paper_id, Submission.edition_id == edition.id)
    found: PaperSheet | None = db.session.scalar(statement.where(Submission.id.not_in(hidden)))
    if found is None:
        raise NotFound()
    return found


def paper_of_own_or_404(assignment: Assignment) -> PaperSheet:
    """The paper behind a judge's own sheet; who may ask, the caller knows."""
    found: PaperSheet | None = db.session.scalar(_papers().where(Assignment.id == assignment.id))
    if found is None:
        raise NotFound()
    return found
