"""What the secretary decided about a submitted version."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core.db import BigNumber, Hundredths, Immutable, db, enum_column
from portal.submissions.models import Submission


class ScreeningOutcome(StrEnum):
    """Accepted to judging, asked for a supplement, refused; or a refusal taken back, so that it is screened anew."""

    ACCEPTED = "accepted"
    SUPPLEMENT = "supplement"
    REFUSED = "refused"
    REINSTATED = "reinstated"


class Screening(Immutable, db.Model):
    """One decision with its reason; the latest one of a submission counts."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    version_number: Mapped[int]
    outcome: Mapped[ScreeningOutcome] = mapped_column(enum_column(ScreeningOutcome))
    reason_code: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()


class CheckAnswer(StrEnum):
    """What the secretary says to one question of the checklist."""

    FINE = "fine"
    NOT_FINE = "not_fine"
    NOT_APPLICABLE = "not_applicable"


class ChecklistAnswer(Immutable, db.Model):
    """One answer about one submitted version; the latest to a question counts, the earlier ones stay."""

    __tablename__ = "checklist_answers"
    __table_args__ = (Index("ix_checklist_answers_submission_version", "submission_id", "version_number"),)

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    version_number: Mapped[int]
    item: Mapped[str] = mapped_column(String(60))
    answer: Mapped[CheckAnswer] = mapped_column(enum_column(CheckAnswer))
    remark: Mapped[str] = mapped_column(Text, default="")
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    checked_at: Mapped[datetime]

    checked_by: Mapped[User] = relationship()


class Message(Immutable, db.Model):
    """One message between the people of a submission and its secretary."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    writer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    from_staff: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]

    writer: Mapped[User] = relationship()


class Likeness(StrEnum):
    """How two works resemble each other."""

    SAME_FILE = "same_file"
    SAME_TEXT = "same_text"
    SAME_TITLE = "same_title"


class Judgement(StrEnum):
    """What a secretary made of a resemblance: open until somebody has looked."""

    OPEN = "open"
    NEW = "new"
    CONTINUED = "continued"
    DUPLICATE = "duplicate"


class Resemblance(db.Model):
    """Two submissions that look alike, the earlier one first; found by the portal, judged by a person."""

    __tablename__ = "resemblances"
    __table_args__ = (
        UniqueConstraint("earlier_id", "later_id"),
        CheckConstraint("earlier_id < later_id", name="earlier_comes_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    earlier_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    later_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    likenesses: Mapped[list[Any]]
    score: Mapped[Decimal] = mapped_column(Hundredths)
    found_at: Mapped[datetime]
    judgement: Mapped[Judgement] = mapped_column(enum_column(Judgement), default=Judgement.OPEN)
    reason: Mapped[str] = mapped_column(Text, default="")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    judged_at: Mapped[datetime | None]

    earlier: Mapped[Submission] = relationship(foreign_keys=[earlier_id])
    later: Mapped[Submission] = relationship(foreign_keys=[later_id])
