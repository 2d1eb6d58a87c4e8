"""Queueing and running jobs; the row is the truth, the queue is only a wake-up call."""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import or_, select

from portal.adapters.queue import get_queue
from portal.core import clock
from portal.core.db import after_commit, db, transaction
from portal.jobs.heartbeat import heartbeat
from portal.jobs.models import Job, JobState
from portal.jobs.registry import HANDLERS

MAX_ATTEMPTS = 6

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


def run(job_id: int) -> bool:
    """Run one job if it is due and nobody else holds it; True when it is done."""
    job = _take(job_id, clock.now())
    if job is None:
        return False
    try:
        with heartbeat(job_id, _lease()):
            HANDLERS[job.name](**job.payload)
    except Exception as error:
        log.exception("Job %s (%s) failed", job_id, job.name)
        db.session.rollback()
        _put_back(job_id, error, clock.now())
        return False
    with transaction():
        job = _locked(job_id)
        job.state, job.finished_at = JobState.DONE, clock.now()
    return True


def _lease() -> timedelta:
    return timedelta(seconds=current_app.config["JOB_LEASE_SECONDS"])


def _locked(job_id: int) -> Job:
    return db.session.execute(select(Job).where(Job.id == job_id).with_for_update()).scalar_one()


def _take(job_id: int, now: datetime) -> Job | None:
    with transaction():
        job = db.session.scalar(select(Job).where(Job.id == job_id).with_for_update())
        if job is None or not _is_due(job, now):
            return None
        job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, now + _lease()
        return job


def _is_due(job: Job, now: datetime) -> bool:
    if job.state is JobState.QUEUED:
        return job.run_after <= now
    return job.state is JobState.RUNNING and job.lease_until is not None and job.lease_until < now


def _put_back(job_id: int, error: Exception, now: datetime) -> None:
    with transaction():
        job = _locked(job_id)
        job.error = f"{type(error).__name__}: {error}"[:2000]
        job.state = JobState.QUEUED if job.attempts < MAX_ATTEMPTS else JobState.FAILED
        job.run_after = now + timedelta(seconds=5 * 3**job.attempts)
        job.lease_until = None


def due_jobs(now: datetime, limit: int = 200) -> list[int]:
    """Jobs that wait, and jobs whose worker died: their lease has run out."""
    waiting = (Job.state == JobState.QUEUED) & (Job.run_after <= now)
    abandoned = (Job.state == JobState.RUNNING) & (Job.lease_until < now)
    return list(db.session.scalars(select(Job.id).where(or_(waiting, abandoned)).order_by(Job.id).limit(limit)))


def sweep() -> int:
    """Wake the worker for everything due; called every few seconds, so a lost wake-up costs only that."""
    ids = due_jobs(clock.now() - timedelta(seconds=3))
    db.session.rollback()
    for job_id in ids:
        get_queue().enqueue(job_id)
    return len(ids)


def run_pending() -> int:
    """Run everything due in this process until nothing is left; how many were done."""
    done = 0
    while ids := due_jobs(clock.now()):
        finished = sum(run(job_id) for job_id in ids)
        done += finished
        if not finished:
            break
    return done
