"""The official result of one work, step by step, so that anybody can follow it by hand."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.assignments.models import Assignment
from portal.awards.models import Category, Criterion, Edition
from portal.core.db import db
from portal.judges.models import Judge
from portal.scoring import rules
from portal.scoring.models import Scoresheet
from portal.scoring.ranking import mean_of_totals, spread_of
from portal.scoring.valid_sheets import validity
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class SheetPoints:
    """One valid sheet: its judge, the points by criterion, and the weighted sum of those that count."""

    judge: str
    points: dict[int, Decimal | None]
    total: Decimal


@dataclass(frozen=True, slots=True)
class TieMean:
    """A criterion of the tie rule with the exact mean of its points, without weight."""

    criterion: Criterion
    mean: Fraction


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Every valid sheet, the sum of their totals, the exact mean and spread; None without a sheet.

    `highest` is the most that a sheet can come to.
    """

    sheets: list[SheetPoints]
    sum: Decimal
    mean: Fraction | None
    spread: Fraction | None
    ties: list[TieMean]
    highest: Decimal

    @property
    def share(self) -> Fraction | None:
        """The mean as a share of the highest total: where passes are counted, what part of them has passed."""
        return self.mean / Fraction(self.highest) if self.mean is not None and self.highest else None


def arithmetic_of(edition: Edition, submission: Submission) -> Arithmetic:
    """What the official mean of a work is made of: the sheets that are valid by the rule of the edition."""
    statement = (
        select(Scoresheet)
        .join(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .options(
            joinedload(Scoresheet.assignment).joinedload(Assignment.judge).joinedload(Judge.user).lazyload(User.grants)
        )
        .where(and_(Assignment.submission_id == submission.id, validity(edition.keeps_recused)))
        .order_by(User.name, Scoresheet.id)
    )
    category = submission.category
    limits = [rules.limits_from(one) for one in category.criteria] if category else []
    sheets = [_sheet(one, limits) for one in db.session.scalars(statement)]
    totals = [one.total for one in sheets]
    return Arithmetic(
        sheets, sum(totals, Decimal()), mean_of_totals(totals), spread_of(totals), _ties(category, sheets),
        rules.highest_total(limits),
    )  # fmt: skip


def _sheet(sheet: Scoresheet, limits: list[rules.CriterionLimits]) -> SheetPoints:
    points: dict[int, Decimal | None] = defaultdict(lambda: None)
    points.update({score.criterion_id: score.points for score in sheet.scores})
    return SheetPoints(sheet.assignment.judge.user.name, points, rules.total_of(limits, points) or Decimal())


def _ties(category: Category | None, sheets: list[SheetPoints]) -> list[TieMean]:
    known = {one.code: one for one in category.criteria} if category else {}
    listed = [known[code] for code in category.tie_criteria if code in known] if category and sheets else []
    return [
        TieMean(one, sum((Fraction(sheet.points[one.id] or 0) for sheet in sheets), Fraction()) / len(sheets))
        for one in listed
    ]
