"""Immutable, dated lists and the decision that gives prizes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.awards.models import Prize
from portal.core.db import BigNumber, Immutable, db, enum_column
from portal.submissions.models import Submission


class ListKind(StrEnum):
    """What a list says: who is shortlisted, or who is awarded."""

    SHORTLIST = "shortlist"
    DECIDED = "decided"


class ListVersion(Immutable, db.Model):
    """One dated list made by a stated rule; it is never edited, only followed by the next version."""

    __tablename__ = "list_versions"
    __table_args__ = (UniqueConstraint("edition_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[ListKind] = mapped_column(enum_column(ListKind))
    number: Mapped[int]
    rule: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    entries: Mapped[list["ListEntry"]] = relationship(back_populates="list_version", order_by="ListEntry.position")


class ListEntry(Immutable, db.Model):
    """A submission's place on a list; the mean is kept exactly, as a fraction of hundredths."""

    __tablename__ = "list_entries"
    __table_args__ = (
        UniqueConstraint("list_version_id", "submission_id"),
        Index("ix_list_entries_submission_id", "submission_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"))
    position: Mapped[int]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    rank: Mapped[int]
    mean_numerator: Mapped[int] = mapped_column(BigNumber)
    mean_denominator: Mapped[int]
    sheets: Mapped[int]
    prize_id: Mapped[int | None] = mapped_column(ForeignKey("prizes.id"))

    list_version: Mapped[ListVersion] = relationship(back_populates="entries")
    submission: Mapped[Submission] = relationship()
    prize: Mapped[Prize | None] = relationship()


class Decision(Immutable, db.Model):
    """The act that makes a decided list official: number, date, signatory, and reasons above soft caps."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(80))
    signatory: Mapped[str] = mapped_column(String(120))
    cap_reasons: Mapped[dict[str, Any]]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]

    list_version: Mapped[ListVersion] = relationship()
