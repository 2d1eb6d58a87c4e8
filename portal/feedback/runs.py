"""One act on many letters, in the background, a few at a time, so that it can go on where it was interrupted."""

from typing import Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.feedback import policies, queries, sending, service
from portal.feedback.models import FeedbackRun, RunKind
from portal.jobs.service import enqueue
from portal.judges.visibility import hidden_submissions
from portal.submissions.models import Submission

JOB = "feedback.work"
BATCH = 20


def start(edition: Edition, kind: RunKind, *, actor: Any, category: Category | None = None) -> FeedbackRun:
    """Begin an act on the letters of a category, or of the edition; works in conflict with the actor stay out."""
    category_id = category.id if category else None
    with transaction():
        waiting = queries.wanted(edition, kind, category_id, hidden_submissions(actor, edition)).order_by(None)
        run = FeedbackRun(
            edition_id=edition.id,
            category_id=category_id,
            kind=kind,
            total=db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0,
            actor_id=actor.id,
            created_at=clock.now(),
        )
        db.session.add(run)
        record(Action.FEEDBACK_STARTED, run, actor=actor, kind=kind.value, category=category_id)
        enqueue(JOB, run_id=run.id)
        return run


def work(run_id: int) -> None:
    """Do what is left of a run; safe to be called twice, since each batch moves the run on in its own transaction."""
    while _next_batch(run_id):
        pass


def _next_batch(run_id: int) -> bool:
    """Look at the next few works; whether there were any."""
    with transaction():
        run = db.session.execute(
            select(FeedbackRun).where(FeedbackRun.id == run_id).with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).scalar_one()  # fmt: skip
        if run.finished_at is not None:
            return False
        edition, actor = db.session.get_one(Edition, run.edition_id), db.session.get_one(User, run.actor_id)
        ids = _left(run, edition, actor) if policies.can_handle(actor, edition) and not edition.closed_at else []
        if not ids:
            run.finished_at = clock.now()
            return False
        run.changed += _act(run.kind, edition, ids, actor)
        run.seen += len(ids)
        run.last_submission_id = ids[-1]
        return True


def _left(run: FeedbackRun, edition: Edition, actor: User) -> list[int]:
    hidden = hidden_submissions(actor, edition)
    waiting = queries.wanted(edition, run.kind, run.category_id, hidden, run.last_submission_id)
    return list(db.session.scalars(waiting.limit(BATCH)))


def _act(kind: RunKind, edition: Edition, ids: list[int], actor: User) -> int:
    """Do it to some works; to how many it could be done. What a person must look at is left as it is."""
    works = db.session.scalars(select(Submission).where(Submission.id.in_(ids)).order_by(Submission.id)).all()
    watch, remarks = queries.watch_of(edition), queries.remarks_of(ids)
    done = 0
    for submission in works:
        letter = queries.letter_of(submission)
        try:
            if kind is RunKind.GATHER:
                if letter is None or service.has_newer_sheets(letter, remarks[submission.id]):
                    service.gather_from(submission, remarks[submission.id], watch, actor=actor)
                    done += 1
            elif letter is not None:
                if kind is RunKind.APPROVE:
                    service.approve(letter, actor=actor, watch=watch)
                else:
                    sending.send(letter, actor=actor)
                done += 1
        except (service.LetterRefusedError, service.ReasonMissingError, sending.NoAddressError):
            # The letter keeps its state, and stays in the list with what the name check has found by now.
            continue
    return done
