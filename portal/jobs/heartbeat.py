"""Keeps the leases of running jobs alive, so that only the jobs of dead workers are taken over."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from portal.core import clock
from portal.core.db import db
from portal.jobs.models import Job, JobState

BEATS_PER_LEASE = 3

log = logging.getLogger(__name__)


class Heartbeat:
    """One thread a process that renews every lease held here; it starts with the first job."""

    def __init__(self, app: Flask):
        self.app = app
        self.lease = timedelta(seconds=app.config["JOB_LEASE_SECONDS"])
        self._held: set[int] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, job_id: int) -> Iterator[None]:
        """Renew the lease of a job for as long as the block runs."""
        with self._lock:
            self._held.add(job_id)
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat_forever, daemon=True, name="heartbeat")
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(job_id)

    def _beat_forever(self) -> None:
        pause = threading.Event()
        while not pause.wait(self.lease.total_seconds() / BEATS_PER_LEASE):
            with self._lock:
                held = tuple(self._held)
            if held:
                self._renew(held)

    def _renew(self, held: tuple[int, ...]) -> None:
        running = Job.id.in_(held) & (Job.state == JobState.RUNNING)
        try:
            with self.app.app_context(), db.engine.begin() as connection:
                connection.execute(update(Job).where(running).values(lease_until=clock.now() + self.lease))
        except Exception:
            log.warning("The leases of jobs %s could not be renewed; it will be tried again", held, exc_info=True)


def init_app(app: Flask) -> None:
    """Prepare the heartbeat of this process."""
    app.extensions["heartbeat"] = Heartbeat(app)
