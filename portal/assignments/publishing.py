"""Publishing a proposal: new pairs are handed out, pairs it no longer has are taken back, started sheets stay."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentRun, AssignmentState, RunState
from portal.assignments.reading_order import reading_orders
from portal.assignments.service import need_open
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.urls import external_url
from portal.judges.models import Judge
from portal.judges.queries import conflict_pairs
from portal.judges.searching import find_conflicts
from portal.notifications.service import notify
from portal.notifications.topics import Topic

Pair = tuple[int, int]


def publish(run: AssignmentRun, *, actor: Any) -> list[Assignment]:
    """Hand the work out: rows for every new pair, each judge's in an order of their own, and one e-mail a judge.

    The pairs handed out are returned. A sheet started since the proposal was made is never taken away, and a conflict
    that came up since, or is found now, keeps its pair from being made; the next run fills the gap.
    """
    with transaction():
        need_open(run)
        run.state, run.published_at = RunState.PUBLISHED, clock.now()
        rows = _rows_of(run)
        find_conflicts(run.category, actor=actor)
        db.session.flush()
        barred = conflict_pairs(run.category)
        wanted = {(judge, one) for judge, one in run.pairs} - barred
        gone = [row for pair, row in rows.items() if pair not in wanted | barred and _may_go(row)]
        for row in gone:
            row.state = AssignmentState.WITHDRAWN
        fresh = [pair for pair in sorted(wanted) if pair not in rows or rows[pair].state is AssignmentState.WITHDRAWN]
        made = _hand_out(run, fresh, rows)
        record(
            Action.ASSIGNMENT_PUBLISHED, run, actor=actor, pairs=len(made), withdrawn=len(gone),
            category=run.category_id,
        )  # fmt: skip
        _tell(run, Topic.ASSIGNMENT_PUBLISHED, made)
        _tell(run, Topic.ASSIGNMENT_WITHDRAWN, gone)
        return made


def _may_go(row: Assignment) -> bool:
    return row.state is AssignmentState.ACTIVE and row.started_at is None


def _rows_of(run: AssignmentRun) -> dict[Pair, Assignment]:
    """Every row there is for the works of this run, held, so that nobody begins a sheet meanwhile."""
    works = [row[0] for row in run.inputs["submissions"]]
    statement = select(Assignment).where(Assignment.round_id == run.round_id, Assignment.submission_id.in_(works))
    statement = statement.order_by(Assignment.id).with_for_update(of=Assignment, key_share=True)
    found = db.session.scalars(statement.execution_options(populate_existing=True))
    return {(one.judge_id, one.submission_id): one for one in found}


def _hand_out(run: AssignmentRun, pairs: list[Pair], rows: dict[Pair, Assignment]) -> list[Assignment]:
    made = []
    late = frozenset((judge, one) for judge, one in run.inputs.get("late", ()))
    for judge, submissions in reading_orders(pairs, run.seed, late).items():
        for position, submission in enumerate(submissions, start=1):
            row = rows.get((judge, submission)) or Assignment(
                round_id=run.round_id, judge_id=judge, submission_id=submission
            )
            row.run_id, row.position, row.created_at = run.id, position, clock.now()
            row.state = AssignmentState.ACTIVE
            made.append(row)
    db.session.add_all(made)
    return made


def _tell(run: AssignmentRun, topic: Topic, rows: list[Assignment]) -> None:
    counts = Counter(row.judge_id for row in rows)
    people = select(Judge.id, User).join(User, User.id == Judge.user_id).where(Judge.id.in_(counts))
    edition = run.category.edition
    for judge_id, user in db.session.execute(people.order_by(Judge.id)).all():
        notify(
            user, topic, edition_name=edition.name, category_name=run.category.name, count=counts[judge_id],
            url=external_url("scoring.index"),
        )  # fmt: skip
