"""Judges, the panels they sit on, and their conflicts of interest."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.awards.models import Category
from portal.core.db import db, enum_column
from portal.submissions.models import Submission


class PanelRole(StrEnum):
    """What a judge is on a panel."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER = "member"


class ConflictKind(StrEnum):
    """Why a judge must not touch a submission."""

    AUTHOR = "author"
    SAME_ORGANISATION = "same_organisation"
    RELATIVE = "relative"
    COLLABORATION = "collaboration"
    FINANCIAL = "financial"
    OTHER = "other"


class ConflictSource(StrEnum):
    """Where a conflict comes from."""

    RULE = "rule"
    DECLARED = "declared"
    ORGANIZER = "organizer"


class Judge(db.Model):
    """A person who judges in one edition."""

    __tablename__ = "judges"
    __table_args__ = (UniqueConstraint("edition_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    expertise: Mapped[list[Any]] = mapped_column(default=list)
    max_load: Mapped[int | None]
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")
    seats: Mapped[list["PanelSeat"]] = relationship(back_populates="judge", cascade="all, delete-orphan")


class PanelSeat(db.Model):
    """A judge's seat on the panel of a category for a round."""

    __tablename__ = "panel_seats"
    __table_args__ = (UniqueConstraint("round_id", "category_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    role: Mapped[PanelRole] = mapped_column(enum_column(PanelRole), default=PanelRole.MEMBER)

    judge: Mapped[Judge] = relationship(back_populates="seats", lazy="joined")
    category: Mapped[Category] = relationship()


class Conflict(db.Model):
    """A judge and a submission that must never meet."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("judge_id", "submission_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[ConflictKind] = mapped_column(enum_column(ConflictKind))
    source: Mapped[ConflictSource] = mapped_column(enum_column(ConflictSource))
    evidence: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    judge: Mapped[Judge] = relationship()
    submission: Mapped[Submission] = relationship()
