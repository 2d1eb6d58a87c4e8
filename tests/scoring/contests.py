"""Random contests, written straight into the tables, and their official result computed a second time."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from math import lcm
from random import Random

from sqlalchemy import insert, text

from portal.assignments.models import Assignment, AssignmentRun, AssignmentState, RunState
from portal.awards.models import Category, Criterion
from portal.core.db import db
from portal.judges.models import Conflict, ConflictKind, ConflictSource, ConflictState
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.submissions.models import Submission, SubmissionStatus
from tests.factories import both
from tests.moments import NOW

MOST_SHEETS = 6
ALIKE = lcm(*range(1, MOST_SHEETS + 1))
"""Means over up to six sheets are whole numbers of this part, so that nothing has to be divided."""


@dataclass
class Sheet:
    """Points in hundredths by the place of their criterion, and what became of sheet and judge."""

    points: list[int]
    finished: bool
    recused: bool
    conflict: str  # "", "before", "after" or "rejected", as seen from the end of the sheet


@dataclass
class Contest:
    """One category: weights (hundredths; 0 where a criterion stands outside), the rule, and sheets by work."""

    weights: list[int]
    ties: list[int]
    limit: int | None
    needed: int
    works: list[list[Sheet]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    category: int = 0


def random_contest(random: Random) -> Contest:
    """Few criteria, coarse points and like weights, so that ties are common."""
    criteria = random.randint(1, 4)
    weights = [random.choice((0, 50, 100, 100, 125, 300)) for _one in range(criteria)]
    weights[0] = weights[0] or 100
    ties = random.sample(range(criteria), random.randint(0, criteria))
    contest = Contest(weights, ties, random.choice((None, 0, 400, 1000, 2050)), random.randint(2, 4))
    step = random.choice((50, 100, 500))
    for _work in range(random.randint(1, 9)):
        sheets = [_random_sheet(random, criteria, step) for _one in range(random.randint(1, MOST_SHEETS))]
        contest.works.append(sheets)
        if random.random() < 0.3:
            contest.works.append([Sheet(one.points, one.finished, one.recused, one.conflict) for one in sheets])
    return contest


def _random_sheet(random: Random, criteria: int, step: int) -> Sheet:
    points = [step * random.randint(0, 1000 // step) for _one in range(criteria)]
    conflict = random.choice(("", "", "", "", "", "", "before", "after", "rejected"))
    return Sheet(points, random.random() < 0.9, random.random() < 0.1, conflict)


def official(contest: Contest, minimum: int, keeps_recused: bool) -> list[tuple]:
    """For each work in order: numerator and denominator of its mean (or None), valid sheets, rank, tied, parted.

    Whole numbers only. The rank of a work is one more than the number of works that go before it.
    """
    listed = [[one for one in sheets if _is_valid(one, keeps_recused)] for sheets in contest.works]
    keys = [_key(contest, sheets, minimum) for sheets in listed]
    found = []
    for sheets, key in zip(listed, keys, strict=True):
        if key is None:
            found.append((None, len(sheets), None, False, False))
            continue
        others = [other for other in keys if other is not None]
        alike = sum(other == key for other in others)
        found.append((
            (key[0], ALIKE * 10_000), len(sheets), 1 + sum(other > key for other in others), alike > 1,
            sum(other[0] == key[0] for other in others) > alike,
        ))  # fmt: skip
    return found


def _is_valid(sheet: Sheet, keeps_recused: bool) -> bool:
    if not sheet.finished or sheet.conflict == "before":
        return False
    return keeps_recused or not (sheet.recused or sheet.conflict == "after")


def _key(contest: Contest, sheets: list[Sheet], minimum: int) -> tuple[int, ...] | None:
    totals = [sum(w * p for w, p in zip(contest.weights, one.points, strict=True)) for one in sheets]
    needed = minimum
    if totals and contest.limit is not None and max(totals) - min(totals) > contest.limit * 100:
        needed = max(needed, contest.needed)
    if not totals or len(totals) < needed:
        return None
    part = ALIKE // len(totals)
    return (sum(totals) * part, *(sum(one.points[place] for one in sheets) * part for place in contest.ties))


def write(edition, contests: list[Contest], judges, owner) -> None:
    """Every contest as a category with works, assignments, sheets and conflicts, in bulk."""
    for number, contest in enumerate(contests, start=100):
        category = Category(
            edition=edition, number=number, code=f"c{number}", name=both("C"), scope=both("S"), agency={},
            threshold=Decimal(0), prize_cap=1, judges_per_submission=contest.needed - 1,
            disagreement=None if contest.limit is None else Decimal(contest.limit) / 100,
            tie_criteria=[f"k{place}" for place in contest.ties],
        )  # fmt: skip
        category.criteria = [
            Criterion(
                position=place, code=f"k{place}", name=both("K"), guidance=both("G"), max_points=Decimal(10),
                step=Decimal("0.5"), weight=Decimal(weight or 100) / 100, counts=weight > 0, bands=[],
            )
            for place, weight in enumerate(contest.weights)
        ]  # fmt: skip
        db.session.add(category)
    db.session.flush()
    made = {one.number: one for one in edition.categories}
    tables = _Rows(edition, judges, owner)
    for number, contest in enumerate(contests, start=100):
        tables.add(contest, made[number])
    tables.write()


class _Rows:
    def __init__(self, edition, judges, owner):
        self.edition, self.judges, self.owner = edition, judges, owner
        self.rows: dict[type, list[dict]] = {
            one: [] for one in (AssignmentRun, Submission, Assignment, Scoresheet, Score, Conflict)
        }

    def _new(self, model: type, **values) -> int:
        rows = self.rows[model]
        rows.append({"id": 1_000_000 + len(rows), **values})
        return rows[-1]["id"]

    def add(self, contest: Contest, category: Category) -> None:
        contest.category = category.id
        run = self._new(
            AssignmentRun, edition_id=self.edition.id, round_id=self.edition.rounds[0].id, category_id=category.id,
            state=RunState.PUBLISHED, seed=1, inputs={}, inputs_digest="", pairs=[], created_by_id=self.owner.id,
            created_at=NOW,
        )  # fmt: skip
        for sheets in contest.works:
            work = self._new(
                Submission, edition_id=self.edition.id, category_id=category.id, owner_id=self.owner.id,
                number=None, status=SubmissionStatus.SUBMITTED, created_at=NOW, saved_at=NOW,
            )  # fmt: skip
            contest.ids.append(work)
            for judge, sheet in zip(self.judges, sheets, strict=False):
                self._sheet(run, work, judge, sheet, category)

    def _sheet(self, run: int, work: int, judge, sheet: Sheet, category: Category) -> None:
        assignment = self._new(
            Assignment, run_id=run, round_id=self.edition.rounds[0].id, judge_id=judge.id, submission_id=work,
            position=1, state=AssignmentState.RECUSED if sheet.recused else AssignmentState.ACTIVE, created_at=NOW,
        )  # fmt: skip
        state = ScoresheetState.FINISHED if sheet.finished else ScoresheetState.IN_PROGRESS
        made = self._new(
            Scoresheet, assignment_id=assignment, state=state, started_at=NOW, saved_at=NOW,
            finished_at=NOW if sheet.finished else None,
        )  # fmt: skip
        for criterion, points in zip(category.criteria, sheet.points, strict=True):
            self._new(Score, scoresheet_id=made, criterion_id=criterion.id, points=Decimal(points) / 100)
        if sheet.conflict:
            hours = 1 if sheet.conflict == "after" else -1
            self._new(
                Conflict, user_id=judge.user_id, submission_id=work, kind=ConflictKind.RELATIVE,
                source=ConflictSource.ORGANIZER, created_at=NOW + timedelta(hours=hours),
                state=ConflictState.REJECTED if sheet.conflict == "rejected" else ConflictState.CONFIRMED,
            )  # fmt: skip

    def write(self) -> None:
        for model, rows in self.rows.items():
            db.session.execute(insert(model), rows)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
