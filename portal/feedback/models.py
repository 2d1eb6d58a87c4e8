"""The letters to authors, the runs over many of them, and from when on they go on their own."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import db, enum_column
from portal.submissions.models import Submission


class LetterState(StrEnum):
    """Gathered → edited → approved → sent; approval can be taken back, sending cannot."""

    GATHERED = "gathered"
    EDITED = "edited"
    APPROVED = "approved"
    SENT = "sent"


OPEN = (LetterState.GATHERED, LetterState.EDITED)
"""The states in which the words may still change."""


class Channel(StrEnum):
    """How a letter went: in the letter of the decision, in one of its own, or printed and handed over."""

    DECISION = "decision"
    OWN = "own"
    PAPER = "paper"


class RunKind(StrEnum):
    """What is done to many letters at once."""

    GATHER = "gather"
    APPROVE = "approve"
    SEND = "send"


class FeedbackLetter(db.Model):
    """What the author of one submission will read of its judging."""

    __tablename__ = "feedback_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    state: Mapped[LetterState] = mapped_column(enum_column(LetterState), default=LetterState.GATHERED)
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is said on each criterion, by the criterion's number."""
    general: Mapped[str] = mapped_column(Text, default="")
    places: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """In which order the sheets stand, drawn for each criterion by itself: it must not tell who wrote what."""
    source_digest: Mapped[str] = mapped_column(String(64))
    """Of what the sheets said when they were gathered, to notice that they say something else now."""
    findings: Mapped[int] = mapped_column(default=0)
    """How much the name check found at the last change; approving looks again."""
    revision: Mapped[int] = mapped_column(default=1)
    gathered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    gathered_at: Mapped[datetime]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    approval_reason: Mapped[str] = mapped_column(Text, default="")
    """Why the letter is right although the name check found something."""
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime | None]
    channel: Mapped[Channel | None] = mapped_column(enum_column(Channel))

    submission: Mapped[Submission] = relationship()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read in it."""
        return not self.general and not any(self.texts.values())


class FeedbackRun(db.Model):
    """One act on many letters, done in the background; how far it has come is read from here."""

    __tablename__ = "feedback_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    kind: Mapped[RunKind] = mapped_column(enum_column(RunKind))
    total: Mapped[int]
    seen: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    last_submission_id: Mapped[int] = mapped_column(default=0)
    """Up to where it has come: a run that was interrupted goes on from here."""
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class FeedbackOpening(db.Model):
    """The letter of the decision has gone out in an edition: from now on feedback goes in letters of its own."""

    __tablename__ = "feedback_openings"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime]
