"""The wake-up call of background work: Huey on a file or on Redis; the truth stays in the job table."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from huey import MemoryHuey, RedisHuey, SqliteHuey
from huey.api import Huey

SWEEP_SECONDS = 5
WORKERS = 4

log = logging.getLogger(__name__)


def _make_huey(url: str) -> Huey:
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("vinhdanh", filename=str(path), results=False, timeout=30)
    if urlsplit(url).scheme in {"redis", "rediss"}:
        return RedisHuey("vinhdanh", url=url, results=False, blocking=True)
    if url == "memory:":
        # For a process that works off its own jobs, such as a rehearsal: nobody else need be woken.
        return MemoryHuey("vinhdanh", results=False)
    raise ValueError("QUEUE_URL must start with sqlite:/// or redis://")


class Queue:
    """Pushes job ids to the worker, and runs them there inside the application."""

    def __init__(self, app: Flask, runner: Callable[[int], Any], sweeper: Callable[[], Any]):
        self.app = app
        self.runner = runner
        self.sweeper = sweeper
        self.huey = _make_huey(app.config["QUEUE_URL"])
        self._task = self.huey.task(name="run_job")(self._run)

    def enqueue(self, job_id: int) -> None:
        """Wake the worker; when the queue cannot be reached the sweep will find the job."""
        try:
            self._task(job_id)
        except Exception:
            log.warning("The queue did not take job %s; the sweep will find it", job_id, exc_info=True)

    def _run(self, job_id: int) -> None:
        with self.app.app_context():
            self.runner(job_id)

    def check(self) -> None:
        """Raise when the queue cannot be reached."""
        self.huey.pending_count()

    def sweep_forever(self, stop: threading.Event) -> None:
        """Look for due jobs every few seconds until told to stop."""
        while not stop.wait(SWEEP_SECONDS):
            try:
                with self.app.app_context():
                    self.sweeper()
            except Exception:
                log.exception("The sweep failed; it will be tried again")


def init_app(app: Flask, runner: Callable[[int], Any], sweeper: Callable[[], Any]) -> None:
    """Open the queue named by QUEUE_URL."""
    app.extensions["queue"] = Queue(app, runner, sweeper)


def get_queue() -> Queue:
    """The queue of the running application."""
    queue: Queue = current_app.extensions["queue"]
    return queue


def run_worker(app: Flask) -> None:
    """Run jobs until the process is told to stop; the job in hand is finished first."""
    queue: Queue = app.extensions["queue"]
    stop = threading.Event()
    sweeper = threading.Thread(target=queue.sweep_forever, args=(stop,), daemon=True, name="sweeper")
    sweeper.start()
    consumer = queue.huey.create_consumer(
        workers=WORKERS, worker_type="thread", initial_delay=0.05, max_delay=0.5, backoff=1.2, periodic=False
    )
    try:
        consumer.run()
    finally:
        stop.set()
