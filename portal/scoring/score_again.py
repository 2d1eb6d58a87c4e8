"""Score these works again: where the line is uncertain, which works one more sheet helps most, and who may write it."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.assignments.eligible import Eligible, eligible_judges
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category
from portal.calibration.more_sheets import MoreSheets, more_sheets
from portal.core.db import db
from portal.scoring.advice import Advice
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.scoring.queries import titles
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class AgainRow:
    """One work to score again."""

    work: Submission
    sheets: int
    chance: float
    under_way: int
    """Sheets that somebody already has to write: they come without any new assignment."""
    judges: list[Eligible]


@dataclass(frozen=True, slots=True)
class ScoreAgain:
    """The works, the most useful first, with what is expected of it."""

    found: MoreSheets
    rows: list[AgainRow]


def score_again(advice: Advice, category: Category, hidden: frozenset[int]) -> ScoreAgain | None:
    """What to score again; None where there is no line, or where calibrated scores may not be shown."""
    found = more_sheets(advice.analysis) if advice.analysis.gate.open else None
    if found is None:
        return None
    works = titles([advice.submission(one.submission) for one in found.wanted])
    judges = eligible_judges(category, works.values(), hidden)
    under_way = _under_way(list(works))
    rows = []
    for one in found.wanted:
        work = works[advice.submission(one.submission)]
        rows.append(AgainRow(work, one.sheets, one.chance, under_way[work.id], judges[work.id]))
    return ScoreAgain(found, rows)


def _under_way(works: list[int]) -> Counter[int]:
    """How many pairs of each work stand without a finished sheet."""
    finished = select(Scoresheet.assignment_id).where(Scoresheet.state == ScoresheetState.FINISHED)
    statement = (
        select(Assignment.submission_id, func.count())
        .where(Assignment.submission_id.in_(works), Assignment.state == AssignmentState.ACTIVE)
        .where(Assignment.id.not_in(finished))
        .group_by(Assignment.submission_id)
    )
    return Counter(dict(db.session.execute(statement).all()))
