"""Comment periods, what people wrote in them, objections with their evidence, and the published reports."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.attachments.models import Attachment
from portal.core.db import BigNumber, Immutable, db, enum_column
from portal.decisions.models import ListVersion
from portal.submissions.models import Submission


class CommentPeriod(db.Model):
    """The time in which anybody may write about the works of one list."""

    __tablename__ = "comment_periods"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="closes_after_opening"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    short_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it lasts fewer days than the rules of the edition say; the public reads it."""
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it lasts longer than was said at first; the public reads it."""
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    list_version: Mapped[ListVersion] = relationship()


class CommentKind(StrEnum):
    """What somebody gives: words, a voice for the work, or the claim that it infringes somebody's rights."""

    COMMENT = "comment"
    SUPPORT = "support"
    OBJECTION = "objection"


class CommentState(StrEnum):
    """Unconfirmed → waiting for a moderator → published or withheld; a confirmed support counts at once."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHHELD = "withheld"


class Comment(db.Model):
    """What one person wrote about one work; the address is erased some time after the period."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_period_submission", "period_id", "submission_id", "kind", "state"),
        Index("ix_comments_submission_id", "submission_id"),
    )

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_periods.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    kind: Mapped[CommentKind] = mapped_column(enum_column(CommentKind))
    state: Mapped[CommentState] = mapped_column(enum_column(CommentState), default=CommentState.UNCONFIRMED)
    name: Mapped[str] = mapped_column(String(120), default="")
    """As it is shown; empty for whoever does not want to be named."""
    email: Mapped[str] = mapped_column(String(254))
    support_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Made of work and address, for support only: one address supports a work once."""
    locale: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason_code: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")

    period: Mapped[CommentPeriod] = relationship()
    submission: Mapped[Submission] = relationship()
    claim: Mapped["Claim | None"] = relationship(back_populates="comment", cascade="all, delete-orphan")


class ClaimState(StrEnum):
    """Open → asked of the author → answered, upheld or dismissed by an organizer."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


PENDING = (ClaimState.OPEN, ClaimState.ASKED)
"""The states in which an answer is still owed."""


class Claim(db.Model):
    """How an objection is handled: by when, what the author says, what the organizers answer."""

    __tablename__ = "comment_claims"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True, autoincrement=False)
    state: Mapped[ClaimState] = mapped_column(enum_column(ClaimState), default=ClaimState.OPEN)
    due_at: Mapped[datetime | None]
    question: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reminded_at: Mapped[datetime | None]

    comment: Mapped[Comment] = relationship(back_populates="claim")
    files: Mapped[list["ClaimFile"]] = relationship(
        back_populates="claim", order_by="ClaimFile.id", cascade="all, delete-orphan"
    )


class ClaimFile(db.Model):
    """A file of evidence behind an objection; only those who handle it may open it."""

    __tablename__ = "comment_claim_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("comment_claims.comment_id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"), unique=True)

    claim: Mapped[Claim] = relationship(back_populates="files")
    attachment: Mapped[Attachment] = relationship(lazy="joined")


class PeriodReport(Immutable, db.Model):
    """What was published about a period after its end; objections answered later make a further number."""

    __tablename__ = "comment_reports"
    __table_args__ = (UniqueConstraint("period_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_periods.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    published_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime]
