"""Recording acts and checking the chain."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, column, insert, select, table, update

from portal.audit import chain
from portal.audit.actions import AFTER_CLOSING, Action
from portal.audit.models import AuditEvent, ChainHead
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError

# Every act comes by here, so these go to the tables themselves instead of through objects.
EVENTS, HEADS = cast("Table", AuditEvent.__table__), cast("Table", ChainHead.__table__)
LOCK_HEAD = select(HEADS.c.sequence, HEADS.c.digest).where(HEADS.c.id == 1).with_for_update(key_share=True)
MOVE_HEAD = update(HEADS).where(HEADS.c.id == 1)
APPEND = insert(EVENTS)
# Editions are a matter of a later package; here, as in the foreign key, the table is known by its name only.
EDITIONS = table("editions", column("id"), column("closed_at"))


class EditionClosedError(PortalError):
    """Raised for any act on an edition that has been closed."""

    message = _l("This edition is closed and sealed; nothing of it can be changed any more.")


def _locked_head() -> tuple[int, str]:
    """The number and digest of the last event, with the row locked."""
    connection = db.session.connection()
    head = connection.execute(LOCK_HEAD).one_or_none()
    if head is None:
        connection.execute(insert(HEADS), {"id": 1, "sequence": 0, "digest": chain.GENESIS})
        return 0, chain.GENESIS
    return head.sequence, head.digest


def take_turn() -> None:
    """Wait for whoever records at this moment; what follows in this transaction comes after all that was recorded."""
    _locked_head()


def _refuse_when_closed(action: Action, edition_id: int | None) -> None:
    """Every act on an edition comes by here; asked while the head is locked, so that closing cannot come between."""
    if edition_id is None or action in AFTER_CLOSING:
        return
    closed = select(EDITIONS.c.id).where(EDITIONS.c.id == edition_id, EDITIONS.c.closed_at.is_not(None))
    if db.session.connection().execute(closed).first() is not None:
        raise EditionClosedError()


def record(
    action: Action,
    subject: Any,
    *,
    actor: Any,
    edition_id: int | None = None,
    at: datetime | None = None,
    **details: Any,
) -> None:
    """Append one event inside the running transaction; `details` hold strings, whole numbers, lists and dicts only."""
    db.session.flush()
    last, previous_digest = _locked_head()
    values = {
        "at": at or clock.now(),
        "actor_id": getattr(actor, "id", None),
        "action": action.value,
        "subject_type": type(subject).__name__,
        "subject_id": getattr(subject, "id", None),
        "edition_id": edition_id if edition_id is not None else getattr(subject, "edition_id", None),
        "details": details,
    }
    _refuse_when_closed(action, cast("int | None", values["edition_id"]))
    sequence = last + 1
    linked = chain.link_digest(sequence, chain.content_of(values), previous_digest)
    place = {"sequence": sequence, "previous_digest": previous_digest, "digest": linked}
    connection = db.session.connection()
    connection.execute(APPEND, {**values, **place})
    connection.execute(MOVE_HEAD, {"sequence": sequence, "digest": linked})


def verify_chain() -> int | None:
    """The number of the first broken event, or None when all hold and the head agrees."""
    with transaction():
        events = db.session.execute(select(EVENTS).order_by(EVENTS.c.sequence).execution_options(yield_per=500))
        last = chain.GENESIS
        links = []
        for event in events.mappings():
            content = chain.content_of(cast("Mapping[str, Any]", event))
            links.append(chain.Link(event["sequence"], content, event["previous_digest"], event["digest"]))
            last = event["digest"]
        broken = chain.first_break(links)
        head = db.session.execute(select(ChainHead.sequence, ChainHead.digest)).one_or_none()
    if broken is None and head is not None and head.digest != last:
        return head.sequence
    return broken
