"""Judges × works of one category: how far every pair is, who has how much, and which works lack judges."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category
from portal.core.db import db
from portal.core.search_text import fold
from portal.judges.models import Judge
from portal.judges.queries import conflict_pairs, seated_judges
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.screening.queries import accepted_dossiers
from portal.submissions.models import Submission


class CellState(StrEnum):
    """How far a pair is."""

    WAITING = "waiting"
    STARTED = "started"
    FINISHED = "finished"
    RECUSED = "recused"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair: its assignment, where there is one, and its state."""

    id: int | None
    state: CellState


def works_of(category: Category, hidden: frozenset[int], *, state: str = "", search: str = "") -> Select[Any]:
    """The accepted works of a category by number, to be paginated; only those with a pair in a state, or a gap."""
    statement = accepted_dossiers().where(Submission.category_id == category.id, Submission.id.not_in(hidden))
    if search:
        near = Submission.search_text.contains(fold(search), autoescape=True)
        statement = statement.where(near | Submission.number.icontains(search, autoescape=True))
    active = Assignment.state == AssignmentState.ACTIVE
    if state == "gap":
        enough = select(Assignment.submission_id).where(active).group_by(Assignment.submission_id)
        enough = enough.having(func.count() >= category.judges_per_submission)
        statement = statement.where(Submission.id.not_in(enough))
    elif state in (CellState.WAITING, CellState.STARTED, CellState.FINISHED):
        wanted = select(Assignment.submission_id).outerjoin(Scoresheet).where(active, _sheet_is(state))
        statement = statement.where(Submission.id.in_(wanted))
    return statement.order_by(Submission.number, Submission.id)


def _sheet_is(state: str) -> Any:
    if state == CellState.WAITING:
        return Scoresheet.id.is_(None)
    finished = Scoresheet.state == ScoresheetState.FINISHED
    return finished if state == CellState.FINISHED else Scoresheet.id.is_not(None) & ~finished


def cells_of(category: Category, works: list[int]) -> tuple[list[Judge], dict[tuple[int, int], Cell]]:
    """The judges who have one of these works, by name, and the state of every pair that is more than empty."""
    statement = (
        select(Assignment, Scoresheet.state)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .options(
            joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants),
            joinedload(Assignment.judge).lazyload(Judge.organisations),
        )
        .where(Assignment.submission_id.in_(works), Assignment.state != AssignmentState.WITHDRAWN)
    )
    judges: dict[int, Judge] = {}
    cells: dict[tuple[int, int], Cell] = {}
    for one, sheet in db.session.execute(statement):
        judges[one.judge_id] = one.judge
        cells[one.judge_id, one.submission_id] = Cell(one.id, _state(one, sheet))
    for pair in conflict_pairs(category):
        if pair[0] in judges and pair[1] in works and pair not in cells:
            cells[pair] = Cell(None, CellState.CONFLICT)
    return sorted(judges.values(), key=lambda one: (one.user.name, one.id)), cells


def _state(one: Assignment, sheet: ScoresheetState | None) -> CellState:
    if one.state is AssignmentState.RECUSED:
        return CellState.RECUSED
    if sheet is None:
        return CellState.WAITING
    return CellState.FINISHED if sheet is ScoresheetState.FINISHED else CellState.STARTED


def loads_of(category: Category, hidden: frozenset[int]) -> list[tuple[str, int]]:
    """How many works each judge of the panel has, the fullest first, and those who have none."""
    here = and_(
        Assignment.judge_id == Judge.id,
        Assignment.state == AssignmentState.ACTIVE,
        Assignment.submission_id.in_(
            select(Submission.id).where(Submission.category_id == category.id, Submission.id.not_in(hidden))
        ),
    )
    statement = (
        select(User.name, func.count(Assignment.id).label("load"))
        .select_from(Judge)
        .join(User, User.id == Judge.user_id)
        .outerjoin(Assignment, here)
        .where(or_(Assignment.id.is_not(None), Judge.id.in_(seated_judges(category))))
        .group_by(Judge.id, User.name)
    )
    rows = [(row[0], row[1]) for row in db.session.execute(statement)]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def count_gaps(category: Category, hidden: frozenset[int]) -> int:
    """How many works have fewer judges than they need."""
    gaps = works_of(category, hidden, state="gap").order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(gaps)) or 0


def chosen_pairs(category: Category, hidden: frozenset[int], ids: set[int]) -> list[Assignment]:
    """The active pairs among those ticked; others, and those of hidden works, are passed over."""
    statement = (
        select(Assignment)
        .join(Submission, Submission.id == Assignment.submission_id)
        .options(
            joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants),
            joinedload(Assignment.submission).options(joinedload(Submission.edition), lazyload(Submission.category)),
        )
        .where(Assignment.id.in_(ids), Assignment.state == AssignmentState.ACTIVE)
        .where(Submission.category_id == category.id, Submission.id.not_in(hidden))
    )
    return list(db.session.scalars(statement.order_by(Assignment.id)).unique())


def unfinished(pairs: list[Assignment]) -> Counter[Judge]:
    """How many of some pairs each judge has not finished."""
    done = select(Scoresheet.assignment_id).where(
        Scoresheet.assignment_id.in_([one.id for one in pairs]), Scoresheet.state == ScoresheetState.FINISHED
    )
    finished = set(db.session.scalars(done))
    return Counter(one.judge for one in pairs if one.id not in finished)
