"""Heads of an edition's log, the leaves of their trees, and time stamps from outside."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Immutable, db, enum_column
from portal.transparency.heads import HeadKind


class LogHead(Immutable, db.Model):
    """One entry of the log: the signed document as anybody may read it; a correction is the next entry."""

    __tablename__ = "log_heads"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    kind: Mapped[HeadKind] = mapped_column(enum_column(HeadKind))
    subject: Mapped[HeadKind] = mapped_column(enum_column(HeadKind))
    document: Mapped[dict[str, Any]]
    content: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """The rule that a head of the rule seals; nothing for the others, whose content stands elsewhere."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]

    token: Mapped["HeadToken | None"] = relationship(viewonly=True)


class LogLeaf(Immutable, db.Model):
    """One leaf of a head's tree with its nonce: a sealed submission, or a sheet of one."""

    __tablename__ = "log_leaves"
    __table_args__ = (
        Index("ix_log_leaves_submission_id", "submission_id"),
        Index("ix_log_leaves_scoresheet_id", "scoresheet_id"),
    )

    head_id: Mapped[int] = mapped_column(ForeignKey("log_heads.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    scoresheet_id: Mapped[int | None] = mapped_column(ForeignKey("scoresheets.id"))
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]


class HeadToken(Immutable, db.Model):
    """A time stamp (RFC 3161) over a head: somebody outside says that it existed by then."""

    __tablename__ = "head_tokens"

    head_id: Mapped[int] = mapped_column(ForeignKey("log_heads.id"), primary_key=True, autoincrement=False)
    token: Mapped[bytes] = mapped_column(LargeBinary)
    stamped_at: Mapped[datetime]
    """The moment that the token states."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]
