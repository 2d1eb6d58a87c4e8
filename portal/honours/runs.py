"""Making every certificate of an edition in the background, a few at a time, so that it can go on where it stopped."""

from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.honours import policies, queries, service
from portal.honours.making import make_files
from portal.honours.models import IssueRun
from portal.honours.settings import settings_of
from portal.honours.winners import winners_of
from portal.jobs.service import enqueue
from portal.judges.visibility import hidden_submissions

JOB = "honours.issue_all"
BATCH = 10


def start(edition: Edition, *, actor: Any) -> IssueRun:
    """Order every certificate that is missing; works in conflict with the actor stay out."""
    settings = settings_of(edition)
    with transaction():
        winners = winners_of(edition, hidden_submissions(actor, edition))
        run = IssueRun(
            edition_id=edition.id,
            total=sum(len(winner.recipients(settings)) for winner in winners),
            actor_id=actor.id,
            created_at=clock.now(),
        )
        db.session.add(run)
        record(Action.CERTIFICATES_ORDERED, run, actor=actor, total=run.total)
        enqueue(JOB, run_id=run.id)
        return run


def work(run_id: int) -> None:
    """Write every missing certificate, then make the PDFs; what a worker left behind is gone on with."""
    run = db.session.get_one(IssueRun, run_id)
    if run.finished_at is not None:
        return
    edition, actor = db.session.get_one(Edition, run.edition_id), db.session.get_one(User, run.actor_id)
    # Whoever ordered them must still be allowed to when the worker comes to it.
    allowed = policies.can_honour(actor, edition)
    winners = winners_of(edition, hidden_submissions(actor, edition)) if allowed else []
    for winner in winners:
        service.issue(edition, winner, actor=actor)
    written = queries.certificates_of([winner.submission_id for winner in winners])
    ids = sorted(one.id for certificates in written.values() for one in certificates)
    for first in range(0, len(ids), BATCH):
        make_files(ids[first : first + BATCH])
        _note(run_id, done=min(first + BATCH, len(ids)))
    _note(run_id, done=len(ids), finished=True)


def _note(run_id: int, *, done: int, finished: bool = False) -> None:
    with transaction():
        locked = select(IssueRun).where(IssueRun.id == run_id).with_for_update(key_share=True)
        run = db.session.execute(locked.execution_options(populate_existing=True)).scalar_one()
        run.done = done
        if finished:
            run.finished_at = clock.now()
