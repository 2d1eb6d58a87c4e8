"""Reading the audit chain."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from portal.audit.chain import content_of
from portal.audit.models import AuditEvent
from portal.core.db import db, transaction

BATCH = 500


def events_of_edition(edition_id: int) -> Select[tuple[AuditEvent]]:
    """The events of an edition, newest first, to be paginated."""
    return select(AuditEvent).where(AuditEvent.edition_id == edition_id).order_by(AuditEvent.sequence.desc())


def count_events() -> int:
    """How many events the chain holds."""
    return db.session.scalar(select(func.count(AuditEvent.id))) or 0


def spine(edition_id: int, last: int) -> Iterator[dict[str, Any]]:
    """The chain from the first event of an edition up to `last`, as plain values, the oldest first.

    Events of others are links without content: they hold the chain together and tell nothing.
    """
    with transaction() as session:
        first = session.scalar(select(func.min(AuditEvent.sequence)).where(AuditEvent.edition_id == edition_id))
    reached = (first or last + 1) - 1
    while reached < last:
        within = AuditEvent.sequence.between(reached + 1, min(reached + BATCH, last))
        with transaction() as session:
            events = session.execute(
                select(AuditEvent.__table__).where(within).order_by(AuditEvent.sequence)
            ).mappings()
            links = [_link(event, edition_id) for event in events]
        yield from links
        reached += BATCH


def _link(event: Any, edition_id: int) -> dict[str, Any]:
    own = event["edition_id"] == edition_id
    return {
        "sequence": event["sequence"],
        "content": content_of(event) if own else None,
        "previous": event["previous_digest"],
        "digest": event["digest"],
    }
