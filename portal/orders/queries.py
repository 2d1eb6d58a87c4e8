"""Reading a judge's order: the works it is made of, how far it has come, and the answers about pairs."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category, Criterion, Edition, Round
from portal.awards.preset_words import RoundKind
from portal.core.db import db
from portal.judges.models import Declaration, DeclaredAnswer, Judge
from portal.orders.models import Comparison, Order
from portal.orders.pairing import Step, answers_of, next_step
from portal.orders.places import Stage, arranged, stage_of
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.submissions.models import Submission

ORDERED = [kind for kind in RoundKind if kind.is_ordered]


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """All works of one judge in a category and round: those declared, and how many are not, or are finished."""

    assignments: tuple[Assignment, ...]
    undeclared: int
    finished: int
    order: Order | None
    first: Assignment

    @property
    def round(self) -> Round:
        return self.first.round

    @property
    def judge(self) -> Judge:
        return self.first.judge

    @property
    def category(self) -> Category:
        if self.first.submission.category is None:
            raise NotFound()
        return self.first.submission.category

    @property
    def edition(self) -> Edition:
        return self.first.submission.edition

    @property
    def criterion(self) -> Criterion:
        """The place: the only criterion of an ordered round."""
        return self.category.criteria[0]

    @property
    def works(self) -> tuple[int, ...]:
        """The ids of the assignments that can be put in order."""
        return tuple(one.id for one in self.assignments)

    @property
    def stage(self) -> Stage:
        return stage_of(self.finished, len(self.assignments) + self.undeclared)

    @property
    def places(self) -> dict[int, int | None]:
        """The places of the works that still belong here, as they were typed."""
        kept = self.order.places if self.order is not None else {}
        return {one: kept[str(one)] for one in self.works if str(one) in kept}

    @property
    def revision(self) -> int:
        return self.order.revision if self.order is not None else 0


def find_desk(user: Any, round_id: int, category_id: int, *, lock: bool = False) -> OrderDesk | None:
    """What this person has to put in order; None when that is nothing."""
    statement = (
        select(Assignment, Scoresheet.state, Declaration.answer)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Round, Round.id == Assignment.round_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .outerjoin(Declaration, Assignment.declared)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .options(
            joinedload(Assignment.round),
            joinedload(Assignment.declared),
            joinedload(Assignment.judge).options(
                lazyload(Judge.organisations), joinedload(Judge.user).lazyload(User.grants)
            ),
            joinedload(Assignment.submission).options(
                joinedload(Submission.category), joinedload(Submission.edition), lazyload(Submission.authors)
            ),
        )
        .where(Judge.user_id == user.id, Assignment.state == AssignmentState.ACTIVE, Round.kind.in_(ORDERED))
        .where(Assignment.round_id == round_id, Submission.category_id == category_id)
        .order_by(Assignment.run_id, Assignment.position, Assignment.id)
    )
    rows = db.session.execute(statement).all()
    if not rows:
        return None
    declared = tuple(row[0] for row in rows if row[2] is DeclaredAnswer.NONE)
    finished = sum(row[1] is ScoresheetState.FINISHED for row in rows)
    order = _order(rows[0][0].judge_id, round_id, category_id, lock=lock)
    return OrderDesk(declared, len(rows) - len(declared), finished, order, rows[0][0])


def _order(judge_id: int, round_id: int, category_id: int, *, lock: bool) -> Order | None:
    statement = select(Order).where(
        Order.judge_id == judge_id, Order.round_id == round_id, Order.category_id == category_id
    )
    if lock:
        statement = statement.with_for_update(of=Order, key_share=True).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def desk_or_404(user: Any, round_id: int, category_id: int) -> OrderDesk:
    """What this person has to put in order; nothing of anybody else exists."""
    found = find_desk(user, round_id, category_id)
    if found is None:
        raise NotFound()
    return found


def comparisons_of(desk: OrderDesk) -> list[Comparison]:
    """Every answer about pairs that was given or taken back, in order."""
    if desk.order is None:
        return []
    statement = select(Comparison).where(Comparison.order_id == desk.order.id)
    return list(db.session.scalars(statement.order_by(Comparison.number)))


def count_comparisons(desk: OrderDesk) -> int:
    """How many answers about pairs were given or taken back."""
    if desk.order is None or desk.round.kind is not RoundKind.PAIRWISE:
        return 0
    return db.session.scalar(select(func.count(Comparison.id)).where(Comparison.order_id == desk.order.id)) or 0


def step_of(desk: OrderDesk, rows: list[Comparison]) -> Step:
    """Where a pairwise order stands: what was placed before stays, and the answers place the rest."""
    places = desk.places
    placed = arranged([one for one in desk.works if one in places], places)
    return next_step(placed, [one for one in desk.works if one not in places], answers_of(rows))
