"""Reading the audit chain."""

from sqlalchemy import Select, func, select

from portal.audit.models import AuditEvent
from portal.core.db import db


def events_of_edition(edition_id: int) -> Select[tuple[AuditEvent]]:
    """The events of an edition, newest first, to be paginated."""
    return select(AuditEvent).where(AuditEvent.edition_id == edition_id).order_by(AuditEvent.sequence.desc())


def count_events() -> int:
    """How many events the chain holds."""
    return db.session.scalar(select(func.count(AuditEvent.id))) or 0
