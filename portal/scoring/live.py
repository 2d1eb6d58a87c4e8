"""Who of the panel has given a sheet for a work that is being presented; points only once everybody has."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Criterion
from portal.core.db import db
from portal.judges.models import Judge
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.scoring.totals import counting, points_of, weighted_total


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One judge of a work, whether the sheet is finished, and its total where it may be shown."""

    name: str
    finished: bool
    total: Decimal | None = None


def panel_of(submission_id: int, round_id: int) -> list[PanelLine]:
    """The judges of one work by name."""
    statement = (
        select(User.name, Scoresheet.state, Scoresheet.id)
        .select_from(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Assignment.submission_id == submission_id, Assignment.round_id == round_id)
        .where(Assignment.state == AssignmentState.ACTIVE)
        .order_by(User.name, Judge.id)
    )
    rows = list(db.session.execute(statement))
    lines = [PanelLine(name, state is ScoresheetState.FINISHED) for name, state, _sheet in rows]
    if not all_finished(lines):
        return lines
    totals = _totals([sheet for _name, _state, sheet in rows])
    return [PanelLine(name, True, totals.get(sheet)) for name, _state, sheet in rows]


def all_finished(lines: Sequence[PanelLine]) -> bool:
    """Whether nobody can be swayed any more by the points of the others."""
    return bool(lines) and all(one.finished for one in lines)


def _totals(sheets: list[int]) -> dict[int, Decimal | None]:
    statement = select(Score.scoresheet_id, weighted_total()).join(Criterion, counting())
    statement = statement.where(Score.scoresheet_id.in_(sheets)).group_by(Score.scoresheet_id)
    return {row[0]: points_of(row[1]) for row in db.session.execute(statement)}
