"""Tables of the audit chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import BigNumber, Immutable, db


class AuditEvent(Immutable, db.Model):
    """One act: who did what to which thing, linked to the event before it by its digest."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigNumber, unique=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(BigNumber)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"), index=True)
    details: Mapped[dict[str, Any]]
    previous_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class ChainHead(db.Model):
    """The end of the chain; locked while an event is appended, so that there is one writer at a time."""

    __tablename__ = "chain_heads"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigNumber, default=0)
    digest: Mapped[str] = mapped_column(String(64), default="0" * 64)
