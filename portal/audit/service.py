"""Recording acts and checking the chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.audit import chain
from portal.audit.actions import Action
from portal.audit.models import AuditEvent, ChainHead
from portal.core import clock
from portal.core.db import db, transaction


def _content(event: AuditEvent) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "actor": event.actor_id,
        "action": event.action,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "edition": event.edition_id,
        "details": event.details,
    }


def _locked_head() -> ChainHead:
    head = db.session.scalar(select(ChainHead).where(ChainHead.id == 1).with_for_update())
    if head is None:
        head = ChainHead(id=1, sequence=0, digest=chain.GENESIS)
        db.session.add(head)
        db.session.flush()
    return head


def record(
    action: Action,
    subject: Any,
    *,
    actor: Any,
    edition_id: int | None = None,
    at: datetime | None = None,
    **details: Any,
) -> AuditEvent:
    """Append one event inside the running transaction; `details` hold strings, whole numbers, lists and dicts only."""
    db.session.flush()
    head = _locked_head()
    event = AuditEvent(
        sequence=head.sequence + 1,
        at=at or clock.now(),
        actor_id=getattr(actor, "id", None),
        action=action.value,
        subject_type=type(subject).__name__,
        subject_id=getattr(subject, "id", None),
        edition_id=edition_id if edition_id is not None else getattr(subject, "edition_id", None),
        details=details,
        previous_digest=head.digest,
    )
    event.digest = chain.link_digest(event.sequence, _content(event), head.digest)
    head.sequence, head.digest = event.sequence, event.digest
    db.session.add(event)
    return event


def verify_chain() -> int | None:
    """The number of the first broken event, or None when all hold and the head agrees."""
    with transaction():
        events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=500))
        last = chain.GENESIS
        links = []
        for event in events:
            links.append(chain.Link(event.sequence, _content(event), event.previous_digest, event.digest))
            last = event.digest
        broken = chain.first_break(links)
        head = db.session.get(ChainHead, 1)
    if broken is None and head is not None and head.digest != last:
        return head.sequence
    return broken
