"""Keeps a running job's lease alive, so that only the jobs of dead workers are taken over."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import cast

from flask import Flask, current_app
from sqlalchemy import update

from portal.core import clock
from portal.core.db import db
from portal.jobs.models import Job, JobState

BEATS_PER_LEASE = 3

log = logging.getLogger(__name__)


@contextmanager
def heartbeat(job_id: int, lease: timedelta) -> Iterator[None]:
    """Renew the lease from a thread of its own for as long as the block runs."""
    # The thread needs the application itself: the proxy means nothing outside this one.
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(app, job_id, lease, stop), daemon=True, name=f"heartbeat-{job_id}")
    thread.start()
    try:
        yield
    finally:
        stop.set()


def _beat(app: Flask, job_id: int, lease: timedelta, stop: threading.Event) -> None:
    while not stop.wait(lease.total_seconds() / BEATS_PER_LEASE):
        try:
            with app.app_context(), db.engine.begin() as connection:
                running = (Job.id == job_id) & (Job.state == JobState.RUNNING)
                connection.execute(update(Job).where(running).values(lease_until=clock.now() + lease))
        except Exception:
            log.warning("The lease of job %s could not be renewed; it will be tried again", job_id, exc_info=True)
