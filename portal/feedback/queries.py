"""Reading sheets for letters, the letters, and how many stand where."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, lazyload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.assignments.models import Assignment
from portal.awards.models import Category, Edition
from portal.core.db import db
from portal.feedback.models import OPEN, FeedbackLetter, FeedbackOpening, FeedbackRun, LetterState, RunKind
from portal.feedback.name_check import Watch
from portal.feedback.rules import GENERAL, TEXT, Remarks
from portal.judges.models import Judge, JudgeOrganisation
from portal.scoring.models import Score, Scoresheet
from portal.scoring.valid_sheets import valid_by_rule
from portal.submissions.models import Submission, SubmissionStatus
from portal.submissions.queries import matching

NONE = "none"
"""The state, in addresses and counts, of a work whose letter is not gathered yet."""
CLEAN, FOUND = "clean", "found"


def remarks_of(submission_ids: Iterable[int]) -> dict[int, list[Remarks]]:
    """What the valid sheets of some works say to their authors: remarks and comment, never the private note."""
    listed = list(submission_ids)
    statement = (
        select(
            Assignment.submission_id, Scoresheet.id, Scoresheet.comment_for_author, Score.criterion_id, Score.comment
        )
        .join(Assignment, Assignment.id == Scoresheet.assignment_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Edition, Edition.id == Judge.edition_id)
        .outerjoin(Score, Score.scoresheet_id == Scoresheet.id)
        .where(Assignment.submission_id.in_(listed), valid_by_rule())
        .order_by(Scoresheet.id)
    )
    words: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for submission, sheet, comment, criterion, remark in db.session.execute(statement):
        said = words[submission, sheet]
        if comment:
            said[GENERAL] = comment
        if remark:
            said[f"{TEXT}{criterion}"] = remark
    found: dict[int, list[Remarks]] = {one: [] for one in listed}
    for (submission, sheet), said in words.items():
        found[submission].append(Remarks(sheet, said))
    return found


def watch_of(edition: Any) -> Watch:
    """The names and organisations of everybody who judges in an edition."""
    names = select(User.name).join(Judge, Judge.user_id == User.id).where(Judge.edition_id == edition.id)
    places = select(JudgeOrganisation.name).join(Judge).where(Judge.edition_id == edition.id).distinct()
    return Watch.of(db.session.scalars(names), db.session.scalars(places))


def _is_judged() -> Any:
    """A sheet that is valid by the rule of the edition."""
    return exists().where(
        Assignment.submission_id == Submission.id,
        Scoresheet.assignment_id == Assignment.id,
        Judge.id == Assignment.judge_id,
        Edition.id == Judge.edition_id,
        valid_by_rule(),
    )


def _judged(edition: Any, category_id: int | None, hidden: frozenset[int]) -> Any:
    here = (Submission.edition_id == edition.id) & (Submission.status == SubmissionStatus.SUBMITTED)
    if category_id:
        here &= Submission.category_id == category_id
    return here & Submission.id.not_in(hidden) & or_(FeedbackLetter.id.is_not(None), _is_judged())


def listed(
    edition: Any, *, category_id: int, state: str, found: str, search: str, hidden: frozenset[int]
) -> Select[Any]:
    """Judged works with their letters, narrowed, to be paginated."""
    statement = (
        select(Submission, FeedbackLetter)
        .outerjoin(FeedbackLetter, FeedbackLetter.submission_id == Submission.id)
        .options(joinedload(Submission.category).lazyload(Category.criteria), lazyload(FeedbackLetter.submission))
        .where(_judged(edition, category_id, hidden))
        .order_by(Submission.category_id, Submission.number, Submission.id)
    )
    if state == NONE:
        statement = statement.where(FeedbackLetter.id.is_(None))
    elif state in set(LetterState):
        statement = statement.where(FeedbackLetter.state == LetterState(state))
    if found in (CLEAN, FOUND):
        statement = statement.where(FeedbackLetter.findings > 0 if found == FOUND else FeedbackLetter.findings == 0)
    return matching(cast("Select[Any]", statement), search)


def counts(edition: Any, hidden: frozenset[int]) -> dict[int | None, dict[str, int]]:
    """How many letters stand where, by category and state."""
    statement = (
        select(Submission.category_id, FeedbackLetter.state, func.count())
        .outerjoin(FeedbackLetter, FeedbackLetter.submission_id == Submission.id)
        .where(_judged(edition, None, hidden))
        .group_by(Submission.category_id, FeedbackLetter.state)
    )
    rows: dict[int | None, dict[str, int]] = defaultdict(dict)
    for category, state, count in db.session.execute(statement):
        rows[category][state.value if state else NONE] = count
    return rows


def get_work_or_404(edition: Any, submission_id: int, hidden: frozenset[int]) -> Submission:
    """A judged work of the edition; one in conflict with the reader does not exist."""
    statement = (
        select(Submission)
        .outerjoin(FeedbackLetter, FeedbackLetter.submission_id == Submission.id)
        .options(joinedload(Submission.category))
        .where(_judged(edition, None, hidden), Submission.id == submission_id)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def letter_of(submission: Submission) -> FeedbackLetter | None:
    """The letter about a work, if it is gathered."""
    return db.session.scalar(select(FeedbackLetter).where(FeedbackLetter.submission_id == submission.id))


def get_letter_or_404(submission: Submission) -> FeedbackLetter:
    """The letter about a work."""
    found = letter_of(submission)
    if found is None:
        raise NotFound()
    return found


def is_open(edition_id: int) -> bool:
    """Whether the letter of the decision has gone out, so that feedback goes in letters of its own."""
    return db.session.get(FeedbackOpening, edition_id) is not None


WANTED = {
    RunKind.GATHER: or_(FeedbackLetter.id.is_(None), FeedbackLetter.state == LetterState.GATHERED),
    RunKind.APPROVE: FeedbackLetter.state.in_(OPEN) & (FeedbackLetter.findings == 0),
    RunKind.SEND: FeedbackLetter.state == LetterState.APPROVED,
}
"""Which works an act on many letters looks at."""


def wanted(edition: Any, kind: RunKind, category_id: int | None, hidden: frozenset[int], after: int = 0) -> Select[Any]:
    """The numbers of the works that a run still has to look at, in their order."""
    return (
        select(Submission.id)
        .outerjoin(FeedbackLetter, FeedbackLetter.submission_id == Submission.id)
        .where(_judged(edition, category_id, hidden), WANTED[kind], Submission.id > after)
        .order_by(Submission.id)
    )


def latest_runs(edition: Any, user: Any) -> list[FeedbackRun]:
    """One's own last acts on many letters; those of others would tell how many works they may see."""
    statement = select(FeedbackRun).where(FeedbackRun.edition_id == edition.id, FeedbackRun.actor_id == user.id)
    return list(db.session.scalars(statement.order_by(FeedbackRun.id.desc()).limit(3)))


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of the staff who handled a letter."""
    wanted_ids = {one for one in user_ids if one is not None}
    people = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted_ids)))
    return {row.id: row.name for row in people}
