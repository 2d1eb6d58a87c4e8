"""Which sheets are valid by the rule of the edition, and what they sum up to, read in a few grouped statements."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, exists, func, or_, select, type_coerce

from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category, Criterion, Edition
from portal.core.db import db
from portal.judges.models import BARRING, Conflict, Judge
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.scoring.ranking import Disagreement
from portal.scoring.totals import points_of, weighted_total
from portal.submissions.models import Submission

NOTHING: frozenset[int] = frozenset()
"""Nothing is hidden: for what is computed by itself, and for readers without a conflict."""


def validity(keeps_recused: bool) -> ColumnElement[bool]:
    """A finished sheet of a judge who is neither recused nor in conflict with the work.

    Where the rule keeps what was finished before, only a conflict that was known by then takes the sheet away.
    Assignments and judges are joined by the caller.
    """
    conflict = and_(
        Conflict.user_id == Judge.user_id,
        Conflict.submission_id == Assignment.submission_id,
        Conflict.state.in_(BARRING),
    )
    states = [AssignmentState.ACTIVE]
    if keeps_recused:
        conflict = and_(conflict, Conflict.created_at <= Scoresheet.finished_at)
        states.append(AssignmentState.RECUSED)
    barred = exists().where(conflict).correlate(Judge, Assignment, Scoresheet)
    return and_(Scoresheet.state == ScoresheetState.FINISHED, Assignment.state.in_(states), ~barred)


def valid_by_rule() -> ColumnElement[bool]:
    """The same where the statement joins the edition as well, and each edition's own rule holds."""
    return or_(and_(Edition.keeps_recused, validity(True)), and_(~Edition.keeps_recused, validity(False)))


def works_with_judges(edition: Edition, hidden: frozenset[int] = NOTHING) -> dict[int, int]:
    """The category of each submission with an active assignment or a valid sheet; what is hidden is left out."""
    statement = (
        select(Submission.id, Submission.category_id)
        .join(Assignment, Assignment.submission_id == Submission.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(Scoresheet, and_(Scoresheet.assignment_id == Assignment.id, validity(edition.keeps_recused)))
        .where(Submission.edition_id == edition.id, Submission.id.not_in(hidden))
        .where(or_(Assignment.state == AssignmentState.ACTIVE, Scoresheet.id.is_not(None)))
        .distinct()
    )
    rows = db.session.execute(statement)
    return {submission: category for submission, category in rows if category is not None}


def totals_of(
    edition: Edition, category_id: int | None = None, hidden: frozenset[int] = NOTHING
) -> dict[int, dict[int, list[Decimal]]]:
    """The weighted totals of valid sheets: category, then submission, in one grouped statement.

    What is hidden is left out. Submissions with active assignments but no valid sheet have an empty list.
    """
    valid = validity(edition.keeps_recused)
    statement = (
        select(Submission.category_id, Submission.id, Scoresheet.id, weighted_total())
        .join(Assignment, Assignment.submission_id == Submission.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(Scoresheet, and_(Scoresheet.assignment_id == Assignment.id, valid))
        .outerjoin(Score, Score.scoresheet_id == Scoresheet.id)
        .outerjoin(Criterion, and_(Criterion.id == Score.criterion_id, Criterion.counts))
        .where(Submission.edition_id == edition.id, Submission.id.not_in(hidden))
        .where(or_(Assignment.state == AssignmentState.ACTIVE, Scoresheet.id.is_not(None)))
        .group_by(Submission.category_id, Submission.id, Scoresheet.id)
    )
    if category_id is not None:
        statement = statement.where(Submission.category_id == category_id)
    found: dict[int, dict[int, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for category, submission, sheet, total in db.session.execute(statement):
        if category is None:
            continue
        totals = found[category][submission]
        if sheet is not None:
            totals.append(points_of(total) or Decimal())
    return found


def sums_by_criterion(
    edition: Edition, criteria: ColumnElement[bool], hidden: frozenset[int] = NOTHING
) -> dict[int, dict[str, Decimal]]:
    """The points of valid sheets summed up by submission and code of criterion, without weights."""
    points = type_coerce(Score.points, Integer)
    statement = (
        select(Submission.id, Criterion.code, func.sum(points))
        .join(Assignment, Assignment.submission_id == Submission.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .join(Score, Score.scoresheet_id == Scoresheet.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Submission.edition_id == edition.id, Submission.id.not_in(hidden))
        .where(validity(edition.keeps_recused), criteria)
        .group_by(Submission.id, Criterion.code)
    )
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for submission, code, total in db.session.execute(statement):
        found[submission][code] = Decimal(int(total or 0)) / 100
    return found


def tie_means(
    edition: Edition, category: Category, totals: dict[int, list[Decimal]], hidden: frozenset[int] = NOTHING
) -> dict[int, tuple[Fraction, ...]]:
    """The means on the criteria of the tie rule, by submission and in the order of the rule."""
    codes = category.tie_criteria
    if not codes:
        return {}
    # The category is named twice, so that either side of the join is found by its index.
    of_category = and_(Submission.category_id == category.id, Criterion.category_id == category.id)
    wanted = and_(of_category, Criterion.code.in_(codes))
    sums = sums_by_criterion(edition, wanted, hidden)
    return {
        one: tuple(Fraction(sums.get(one, {}).get(code, Decimal())) / len(listed) for code in codes)
        for one, listed in totals.items()
        if listed
    }


def disagreement_of(category: Any) -> Disagreement | None:
    """When a work of this category needs one sheet more than it has judges as a rule."""
    if category.disagreement is None:
        return None
    return Disagreement(category.disagreement, category.judges_per_submission + 1)
