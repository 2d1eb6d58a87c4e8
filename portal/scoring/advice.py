"""What the finished sheets of a category tell beyond their means: advice for the council, never the official result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.assignments.models import Assignment
from portal.awards.models import Category, Criterion
from portal.calibration.analysis import Analysis, analyse
from portal.calibration.scores import scores_of
from portal.core.db import db
from portal.judges.models import Judge
from portal.scoring.models import Score, Scoresheet
from portal.scoring.totals import counting, points_of, weighted_total
from portal.scoring.valid_sheets import NOTHING, validity
from portal.submissions.models import Submission

MOST_SHEETS = 20_000
"""Above this an analysis takes seconds: it is then made with `portal calibrate` from an export."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The analysis of a category, and by id what its judges and submissions are called."""

    analysis: Analysis
    judges: dict[int, str]
    submissions: dict[int, str]

    def judge(self, place: int) -> int:
        """The id of a judge named by position."""
        return int(self.analysis.fit.scores.judges[place])

    def submission(self, place: int) -> int:
        """The id of a submission named by position."""
        return int(self.analysis.fit.scores.submissions[place])


def advice_on(category: Category, hidden: frozenset[int] = NOTHING) -> Advice | None:
    """Analyse the finished sheets of a category, without what is hidden; None without any sheet, or with too many."""
    rows = finished_sheets(category, hidden)
    if not rows or len(rows) > MOST_SHEETS:
        return None
    return Advice(
        analyse(scores_of([(str(row[0]), str(row[2]), row[4]) for row in rows]), top=category.prize_cap),
        {row[0]: row[1] for row in rows},
        {row[2]: row[3] or "" for row in rows},
    )


def finished_sheets(category: Category, hidden: frozenset[int] = NOTHING) -> Sequence[Any]:
    """Judge, name, submission, number and total of each valid sheet; one more than `MOST_SHEETS` where too many."""
    totals = (
        select(Assignment.judge_id, User.name, Submission.id, Submission.number, weighted_total())
        .join(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .join(Score, Score.scoresheet_id == Scoresheet.id)
        .join(Criterion, counting())
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(Submission.category_id == category.id, Submission.id.not_in(hidden))
        .where(validity(category.edition.keeps_recused))
        .group_by(Assignment.id, Assignment.judge_id, User.name, Submission.id, Submission.number)
        .order_by(Submission.id, Assignment.id)
        .limit(MOST_SHEETS + 1)
    )
    return [(*row[:4], float(points_of(row[4]) or 0)) for row in db.session.execute(totals)]
