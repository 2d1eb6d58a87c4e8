"""Reading the valid sheets of a category criterion by criterion, and how long each took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import func, select

from portal.assignments.models import Assignment
from portal.awards.models import Category
from portal.awards.preset_words import CriterionKind
from portal.calibration.criteria import CriterionPoints, points_by_criterion
from portal.calibration.scores import Floats, Scores
from portal.core.db import db
from portal.judges.models import Judge
from portal.scoring.models import Score, ScoreChange, Scoresheet
from portal.scoring.valid_sheets import validity
from portal.submissions.models import Submission

MINUTE = 60

Pair = tuple[int, int]
"""Judge and submission by id: there is one sheet at most of either for the other."""


@dataclass(frozen=True, slots=True)
class Span:
    """When a judge first and last changed a sheet; a sheet saved once only has no duration."""

    first: datetime
    last: datetime

    @property
    def minutes(self) -> float:
        """From the first change to the last, not a number for a single one; reading before it is not seen."""
        seconds = (self.last - self.first).total_seconds()
        return seconds / MINUTE if seconds > 0 else float("nan")


def table_of(category: Category, scores: Scores) -> CriterionPoints:
    """The points of each sheet among `scores`, whose names are ids, for each criterion that counts or gives points."""
    telling = [one for one in category.criteria if one.counts or one.kind is CriterionKind.POINTS]
    most = {str(one.id): float(one.max_points) for one in telling}
    given: dict[Pair, dict[str, float]] = {}
    for judge, submission, criterion, points in db.session.execute(_points(category)):
        if points is not None and str(criterion) in most:
            given.setdefault((judge, submission), {})[str(criterion)] = float(points)
    return points_by_criterion(scores, [given.get(pair, {}) for pair in pairs_of(scores)], most)


def minutes_of(category: Category, scores: Scores) -> Floats:
    """The minutes each sheet among `scores` took, shape (sheets,); not a number where that is not known."""
    spans = {(row[0], row[1]): Span(row[2], row[3]) for row in db.session.execute(_spans(category))}
    found = [spans[pair].minutes if pair in spans else np.nan for pair in pairs_of(scores)]
    return np.array(found, float)


def pairs_of(scores: Scores) -> Sequence[Pair]:
    """Judge and submission of every sheet by id, in order."""
    judges, submissions = [int(one) for one in scores.judges], [int(one) for one in scores.submissions]
    places = zip(scores.judge.tolist(), scores.submission.tolist(), strict=True)
    return [(judges[judge], submissions[submission]) for judge, submission in places]


def organisations_of(scores: Scores) -> list[str]:
    """Where each submission among `scores` comes from, as it is written there, in order."""
    ids = [int(one) for one in scores.submissions]
    statement = select(Submission.id, Submission.organisation).where(Submission.id.in_(ids))
    found = dict(db.session.execute(statement).all())
    return [found.get(one) or "" for one in ids]


def _points(category: Category) -> Any:
    return (
        select(Assignment.judge_id, Assignment.submission_id, Score.criterion_id, Score.points)
        .join(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .join(Score, Score.scoresheet_id == Scoresheet.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(*_valid(category))
    )


def _spans(category: Category) -> Any:
    """The first and last change by the judge, not by whoever keyed in a paper sheet."""
    return (
        select(Assignment.judge_id, Assignment.submission_id, func.min(ScoreChange.at), func.max(ScoreChange.at))
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .join(ScoreChange, ScoreChange.scoresheet_id == Scoresheet.id)
        .where(*_valid(category), ScoreChange.actor_id == Judge.user_id)
        .group_by(Assignment.judge_id, Assignment.submission_id)
    )


def _valid(category: Category) -> tuple[Any, ...]:
    works = select(Submission.id).where(Submission.category_id == category.id)
    return Assignment.submission_id.in_(works), validity(category.edition.keeps_recused)
