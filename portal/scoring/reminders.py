"""Reminding judges of works they have not finished: once in half a day at most, and on record."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.assignments.models import Assignment
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.urls import external_url
from portal.notifications.models import Email
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.scoring.matrix import unfinished

PAUSE = timedelta(hours=12)


def remind(category: Category, pairs: list[Assignment], *, actor: Any) -> tuple[int, int]:
    """Write to the judges of some pairs; how many were written to, and how many had a letter not long ago."""
    with transaction():
        counts = unfinished(pairs)
        lately = _written_to([judge.user.email for judge in counts])
        due = [judge for judge in counts if judge.user.email not in lately]
        for judge in due:
            notify(
                judge.user, Topic.SCORING_REMINDED, edition_name=category.edition.name, category_name=category.name,
                count=counts[judge], url=external_url("scoring.index"),
            )  # fmt: skip
        if due:
            record(
                Action.JUDGES_REMINDED, category.edition, actor=actor, edition_id=category.edition_id,
                category=category.id, judges=sorted(judge.id for judge in due),
            )  # fmt: skip
        return len(due), len(counts) - len(due)


def _written_to(addresses: list[str]) -> set[str]:
    statement = select(Email.recipient).where(
        Email.topic == Topic.SCORING_REMINDED, Email.recipient.in_(addresses), Email.created_at > clock.now() - PAUSE
    )
    return set(db.session.scalars(statement))
