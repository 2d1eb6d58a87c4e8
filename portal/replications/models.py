"""Replication sheets, reported adoptions, and check-ins."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import BigNumber, db, enum_column
from portal.submissions.models import Submission


class SheetState(StrEnum):
    """Draft → offered to the organizers → approved, or returned with a reason; a change begins anew."""

    DRAFT = "draft"
    OFFERED = "offered"
    APPROVED = "approved"
    RETURNED = "returned"


PARTS = ("needs", "cost", "contact", "licence")
"""What a sheet says: what is needed, what it costs, whom to ask, and under which terms it may be used."""


class ReplicationSheet(db.Model):
    """How others can do the same; `published` is what was approved last and stays until the next approval."""

    __tablename__ = "replication_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    state: Mapped[SheetState] = mapped_column(enum_column(SheetState), default=SheetState.DRAFT)
    needs: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was returned."""
    published: Mapped[dict[str, Any]] = mapped_column(default=dict)
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship()


class AdoptionState(StrEnum):
    """Unconfirmed → reported (address proven) → confirmed by the author → published; or refused with a reason."""

    UNCONFIRMED = "unconfirmed"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"
    REFUSED = "refused"


class Adoption(db.Model):
    """An organisation that says to have adopted a work, where, since when, and to which effect."""

    __tablename__ = "adoptions"
    __table_args__ = (Index("ix_adoptions_submission_id_state", "submission_id", "state"),)

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    state: Mapped[AdoptionState] = mapped_column(enum_column(AdoptionState), default=AdoptionState.UNCONFIRMED)
    organisation: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(60))
    """A code of the edition's list of places; the name of a place where the edition has no list."""
    locality: Mapped[str] = mapped_column(String(120), default="")
    year: Mapped[int]
    effect: Mapped[str] = mapped_column(Text, default="")
    reporter: Mapped[str] = mapped_column(String(120), default="")
    """Who reports it; never public, and erased with the address."""
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(Text, default="")
    """What the author says about it to the organizers."""
    author_agrees: Mapped[bool | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    submission: Mapped[Submission] = relationship()


class InUse(StrEnum):
    """Whether a work is still in use some time after its prize."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class CheckIn(db.Model):
    """The questions put to a winner some months after the results, and the answer."""

    __tablename__ = "check_ins"
    __table_args__ = (UniqueConstraint("submission_id", "months"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    months: Mapped[int]
    asked_at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    in_use: Mapped[InUse | None] = mapped_column(enum_column(InUse))
    places: Mapped[int | None]
    """In how many places it is used."""
    figures: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the winner lets everybody read the answer; problems are for the organizers alone."""

    submission: Mapped[Submission] = relationship()
