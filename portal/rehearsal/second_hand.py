"""Processes beside the rehearsal: one makes the files ahead, one works off the jobs, as the worker does in service."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from config import Settings
from portal.core import clock
from portal.core.db import db
from portal.jobs import service as jobs
from portal.jobs.models import Job, JobState
from portal.rehearsal.files import FileOrder, MadeFile, make_file
from portal.rehearsal.scratch import hurry

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

PUT_OFF = timedelta(minutes=1)
PAUSE_SECONDS = 0.02
FILES_AT_A_TIME = 20


@contextmanager
def file_maker() -> Iterator[Callable[[list[FileOrder]], Iterator[MadeFile]]]:
    """A maker of files in a process of its own, a few ahead of whoever takes them."""
    # Forked while there is but one thread: a new interpreter would load everything again first.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        yield lambda orders: pool.map(make_file, orders, chunksize=FILES_AT_A_TIME)


@contextmanager
def second_hand(settings: Settings) -> Iterator[Callable[[], Any]]:
    """Run jobs in a process of its own while the block runs; yields what waits until all are done."""
    if settings.SQLALCHEMY_DATABASE_URI.startswith("sqlite"):
        # One writer at a time: a second process would only wait for the first.
        yield jobs.run_pending
        return
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    process = context.Process(target=_work, args=(settings, stop), daemon=True)
    process.start()
    try:
        yield finish_together
    finally:
        stop.set()
        process.join(20)
        if process.is_alive():
            process.kill()


def _work(settings: Settings, stop: "Event") -> None:
    from portal import create_app

    app = create_app(settings)
    hurry(app.extensions["object_store"])
    with app.app_context():
        while not stop.wait(PAUSE_SECONDS):
            jobs.run_pending()
            # On SQLite an open transaction would keep the rehearsal from writing.
            db.session.rollback()


def finish_together() -> None:
    """Help with the newest jobs until nothing waits and nothing runs; then read afresh what the other has done."""
    jobs.run_pending(newest_first=True)
    while _unfinished():
        time.sleep(PAUSE_SECONDS)
        jobs.run_pending(newest_first=True)
    db.session.expire_all()


def _unfinished() -> int:
    try:
        # Work put off on purpose, such as drawing previews, is not waited for.
        waiting = (Job.state == JobState.QUEUED) & (Job.run_after <= clock.now() + PUT_OFF)
        return db.session.scalar(select(func.count(Job.id)).where(or_(waiting, Job.state == JobState.RUNNING))) or 0
    finally:
        db.session.rollback()
