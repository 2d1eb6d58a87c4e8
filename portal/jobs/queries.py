"""Reading how background work went."""

from collections.abc import Iterable

from sqlalchemy import select

from portal.core.db import db
from portal.jobs.models import Job, JobState


def given_up(name: str, key: str, ids: Iterable[int]) -> frozenset[int]:
    """Which of some rows a job of this name was about, by a key of its payload, that failed for good."""
    about, failed = Job.payload[key].as_integer(), Job.state == JobState.FAILED
    statement = select(about).where(Job.name == name, failed, about.in_(list(ids)))
    return frozenset(db.session.scalars(statement))
