"""The official result of one work, step by step, so that anybody can follow it by hand."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.core.db import db
from portal.judges.models import Judge
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.scoring.ranking import mean_of_totals
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class SheetPoints:
    """One finished sheet: its judge, the points by criterion, and their sum."""

    judge: str
    points: dict[int, Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Every valid sheet, the sum of their totals, and the exact mean; None without a sheet."""

    sheets: list[SheetPoints]
    sum: Decimal
    mean: Fraction | None


def arithmetic_of(submission: Submission) -> Arithmetic:
    """What the official mean of a work is made of: the finished sheets of judges who still have it."""
    statement = (
        select(Scoresheet)
        .join(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .options(
            joinedload(Scoresheet.assignment).joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants)
        )
        .where(Assignment.submission_id == submission.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Scoresheet.state == ScoresheetState.FINISHED)
        .order_by(User.name, Scoresheet.id)
    )
    sheets = [_sheet(one) for one in db.session.scalars(statement)]
    totals = [one.total for one in sheets]
    return Arithmetic(sheets, sum(totals, Decimal()), mean_of_totals(totals))


def _sheet(sheet: Scoresheet) -> SheetPoints:
    points: dict[int, Decimal] = defaultdict(Decimal)
    points.update({score.criterion_id: score.points for score in sheet.scores if score.points is not None})
    return SheetPoints(sheet.assignment.judge.user.name, points, sum(points.values(), Decimal()))
