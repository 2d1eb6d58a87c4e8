"""The drift watch of a category: valid sheets in the order of finishing, and the practice of their judges."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from sqlalchemy import select

from portal.accounts.models import User
from portal.anchors.models import Anchor, AnchorKind, PracticeScore, PracticeSheet, PracticeState
from portal.assignments.models import Assignment
from portal.awards.models import Category, Criterion
from portal.calibration.drift import Drift, drifts
from portal.calibration.scores import scores_of
from portal.core.db import db
from portal.judges.models import Judge
from portal.practice.distribution import LEAST_SHEETS
from portal.scoring.advice import MOST_SHEETS
from portal.scoring.models import Score, Scoresheet
from portal.scoring.totals import counting, points_of, weighted_total
from portal.scoring.valid_sheets import NOTHING, validity
from portal.submissions.models import Submission, SubmissionVersion


@dataclass(frozen=True, slots=True)
class Watched:
    """One judge's line, with how far the own points lay above the panel's mean on practice works and on controls."""

    name: str
    drift: Drift
    practice: Decimal | None
    controls: Decimal | None


def watch(category: Category, hidden: frozenset[int] = NOTHING) -> list[Watched] | None:
    """The judges with enough sheets, those to look at first; None without any sheet, or with too many."""
    totals = (
        select(Assignment.judge_id, User.name, Submission.id, Scoresheet.finished_at, weighted_total())
        .join(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .join(Score, Score.scoresheet_id == Scoresheet.id)
        .join(Criterion, counting())
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(Submission.category_id == category.id, Submission.id.not_in(hidden))
        .where(validity(category.edition.keeps_recused))
        .group_by(Assignment.id, Assignment.judge_id, User.name, Submission.id, Scoresheet.id, Scoresheet.finished_at)
        .order_by(Scoresheet.finished_at, Scoresheet.id)
        .limit(MOST_SHEETS + 1)
    )
    rows = db.session.execute(totals).all()
    if not rows or len(rows) > MOST_SHEETS:
        return None
    given = [(row[0], row[2], points_of(row[4]) or Decimal()) for row in rows]
    scores = scores_of([(str(judge), str(work), float(points)) for judge, work, points in given])
    names = {str(row[0]): row[1] for row in rows}
    practice = _distances(_practice_totals(category, hidden))
    among = _controls(category)
    controls = _distances([one for one in given if one[1] in among])
    found = [
        Watched(names[key], one, practice.get(int(key)), controls.get(int(key)))
        for one in drifts(scores, np.arange(len(rows)))
        for key in (scores.judges[one.judge],)
    ]
    return sorted(found, key=lambda one: (not one.drift.look, one.drift.p_value, one.name))


def _controls(category: Category) -> frozenset[int]:
    statement = (
        select(SubmissionVersion.submission_id)
        .join(Anchor, Anchor.version_id == SubmissionVersion.id)
        .where(Anchor.category_id == category.id, Anchor.kind == AnchorKind.CONTROL, Anchor.opened_at.is_not(None))
    )
    return frozenset(db.session.scalars(statement))


def _practice_totals(category: Category, hidden: frozenset[int]) -> list[tuple[int, int, Decimal]]:
    """The weighted totals of finished practice sheets: judge, anchor, points."""
    statement = (
        select(PracticeSheet.judge_id, PracticeSheet.anchor_id, Criterion.weight, PracticeScore.points)
        .join(Anchor, Anchor.id == PracticeSheet.anchor_id)
        .join(PracticeScore, PracticeScore.sheet_id == PracticeSheet.id)
        .join(Criterion, Criterion.id == PracticeScore.criterion_id)
        .outerjoin(SubmissionVersion, SubmissionVersion.id == Anchor.version_id)
        .where(Anchor.category_id == category.id, PracticeSheet.state == PracticeState.FINISHED, Criterion.counts)
        .where(SubmissionVersion.id.is_(None) | SubmissionVersion.submission_id.not_in(hidden))
    )
    totals: dict[tuple[int, int], Decimal] = {}
    for judge, anchor, weight, points in db.session.execute(statement):
        totals[judge, anchor] = totals.get((judge, anchor), Decimal()) + weight * (points or Decimal())
    return [(judge, anchor, total) for (judge, anchor), total in totals.items()]


def _distances(given: list[tuple[int, int, Decimal]]) -> dict[int, Decimal]:
    """How far each judge lies above the mean of the others on the same works, on average; works of few are left out."""
    works: dict[int, dict[int, Decimal]] = {}
    for judge, work, points in given:
        works.setdefault(work, {})[judge] = points
    apart: dict[int, list[Decimal]] = {}
    for sheets in works.values():
        for judge, points in sheets.items() if len(sheets) >= LEAST_SHEETS else ():
            others = (sum(sheets.values(), Decimal()) - points) / (len(sheets) - 1)
            apart.setdefault(judge, []).append(points - others)
    return {judge: sum(listed, Decimal()) / len(listed) for judge, listed in apart.items()}
