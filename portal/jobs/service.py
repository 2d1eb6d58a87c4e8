"""Queueing and running jobs; the row is the truth, the queue is only a wake-up call."""

import logging
from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm.util import identity_key

from portal.adapters.queue import get_queue
from portal.core import clock
from portal.core.db import UTCDateTime, after_commit, db, transaction
from portal.jobs.heartbeat import Heartbeat
from portal.jobs.models import Job, JobState
from portal.jobs.registry import HANDLERS, PERIODIC

MAX_ATTEMPTS = 6

# Jobs that wait, and jobs whose worker died: their lease has run out.
_NOW = bindparam("now", type_=UTCDateTime())
_WAITING = (Job.state == JobState.QUEUED) & (Job.run_after <= _NOW)
_ABANDONED = (Job.state == JobState.RUNNING) & (Job.lease_until < _NOW)
DUE = or_(_WAITING, _ABANDONED)
JOBS = cast("Table", Job.__table__)
CLAIM = update(JOBS).where((Job.id == bindparam("job")) & DUE)
CLAIM = CLAIM.values(state=JobState.RUNNING, attempts=Job.attempts + 1, lease_until=bindparam("lease_until"))
FINISH = update(JOBS).where(Job.id == bindparam("job"))
FINISH = FINISH.values(state=JobState.DONE, finished_at=bindparam("finished_at"))
READ = select(JOBS.c.name, JOBS.c.payload).where(Job.id == bindparam("job"))

log = logging.getLogger(__name__)


def enqueue(name: str, *, run_after: datetime | None = None, **payload: Any) -> Job:
    """Write a job in the running transaction; the worker is woken once that has been committed."""
    now = clock.now()
    job = Job(name=name, payload=payload, run_after=run_after or now, created_at=now)
    db.session.add(job)
    db.session.flush()
    if run_after is None:
        job_id = job.id
        after_commit(lambda: get_queue().enqueue(job_id))
    return job


def enqueue_once(name: str, *, delay: timedelta, **payload: Any) -> Job | None:
    """Queue a job for a little later unless the same one waits already: many acts in a row then cause one job."""
    waiting = db.session.scalars(select(Job.payload).where(Job.name == name, Job.state == JobState.QUEUED))
    if payload in list(waiting):
        return None
    return enqueue(name, run_after=clock.now() + delay, **payload)


def run(job_id: int) -> bool:
    """Run one job if it is due and nobody else holds it; True when it is done."""
    taken = _take(job_id, clock.now())
    if taken is None:
        return False
    name, payload = taken
    try:
        with _heartbeat().holding(job_id):
            HANDLERS[name](**payload)
    except Exception as error:
        log.exception("Job %s (%s) failed", job_id, name)
        db.session.rollback()
        _put_back(job_id, error, clock.now())
        return False
    _finish(job_id)
    return True


def _heartbeat() -> Heartbeat:
    heartbeat: Heartbeat = current_app.extensions["heartbeat"]
    return heartbeat


def _take(job_id: int, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Claim a due job; of several workers that try at once the database lets one through."""
    with transaction() as session:
        lease = now + _heartbeat().lease
        claim = session.connection().execute(CLAIM, {"job": job_id, "now": now, "lease_until": lease})
        found = session.connection().execute(READ, {"job": job_id}).one() if claim.rowcount else None
    _forget(job_id)
    return (found.name, found.payload) if found else None


def _finish(job_id: int) -> None:
    with transaction() as session:
        session.connection().execute(FINISH, {"job": job_id, "finished_at": clock.now()})
    _forget(job_id)


def _forget(job_id: int) -> None:
    """What the session knows of the job is old: the statements above went past it."""
    known = db.session().identity_map.get(identity_key(Job, job_id))
    if known is not None:
        db.session.expire(known)


def _put_back(job_id: int, error: Exception, now: datetime) -> None:
    with transaction():
        job = db.session.execute(select(Job).where(Job.id == job_id).with_for_update(key_share=True)).scalar_one()
        job.error = f"{type(error).__name__}: {error}"[:2000]
        job.state = JobState.QUEUED if job.attempts < MAX_ATTEMPTS else JobState.FAILED
        job.run_after = now + timedelta(seconds=5 * 3**job.attempts)
        job.lease_until = None


def due_jobs(now: datetime, limit: int = 200, *, newest_first: bool = False) -> list[int]:
    """What can be run now, by number."""
    order = Job.id.desc() if newest_first else Job.id
    return list(db.session.scalars(select(Job.id).where(DUE).order_by(order).limit(limit), {"now": now}))


def queue_periodic(now: datetime) -> list[str]:
    """Queue every periodic job whose time has come and that no worker has queued meanwhile."""
    queued = []
    for name, every in PERIODIC.items():
        last = db.session.scalar(select(Job.created_at).where(Job.name == name).order_by(Job.id.desc()).limit(1))
        if last is None or now - last >= every:
            with transaction():
                enqueue(name)
            queued.append(name)
    return queued


def sweep() -> int:
    """Wake the worker for everything due; called every few seconds, so a lost wake-up costs only that."""
    queue_periodic(clock.now())
    ids = due_jobs(clock.now() - timedelta(seconds=3))
    db.session.rollback()
    for job_id in ids:
        get_queue().enqueue(job_id)
    return len(ids)


def run_pending(*, newest_first: bool = False) -> int:
    """Run everything due in this process until nothing is left; how many were done."""
    done = 0
    while ids := due_jobs(clock.now(), newest_first=newest_first):
        finished = sum(run(job_id) for job_id in ids)
        done += finished
        if not finished:
            break
    return done
