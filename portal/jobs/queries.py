"""Reading how background work went."""

from collections.abc import Iterable

from sqlalchemy import func, select

from portal.core.db import db
from portal.jobs.models import Job, JobState


def given_up(name: str, key: str, ids: Iterable[int]) -> frozenset[int]:
    """For which of some rows, by a key of the payload, the newest job of this name failed for good."""
    about = Job.payload[key].as_integer()
    newest = select(func.max(Job.id)).where(Job.name == name, about.in_(list(ids))).group_by(about)
    return frozenset(db.session.scalars(select(about).where(Job.id.in_(newest), Job.state == JobState.FAILED)))
