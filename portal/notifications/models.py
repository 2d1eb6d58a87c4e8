"""The outbox: every e-mail is a row before it is a message."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import BigNumber, db, enum_column


class EmailState(StrEnum):
    """Waiting → sent, or failed after the last attempt."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Email(db.Model):
    """One e-mail to one person, already rendered in that person's language."""

    __tablename__ = "emails"

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    topic: Mapped[str] = mapped_column(String(60), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    """The work it is about, where it is about one."""
    recipient: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(250))
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    state: Mapped[EmailState] = mapped_column(enum_column(EmailState), default=EmailState.WAITING)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
