"""Sessions of presentations and the slots in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.awards.models import Category, Round
from portal.core.db import db
from portal.submissions.models import Submission


class PresentationSession(db.Model):
    """One sitting in which works of a category are presented, one after another."""

    __tablename__ = "presentation_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    place: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    slot_minutes: Mapped[int]
    gap_minutes: Mapped[int] = mapped_column(default=0)
    """Between two slots, for walking in and out."""
    pause_after: Mapped[int] = mapped_column(default=0)
    """After how many slots there is a pause; 0 for none."""
    pause_minutes: Mapped[int] = mapped_column(default=0)
    announced_at: Mapped[datetime | None]

    category: Mapped[Category] = relationship()
    round: Mapped[Round] = relationship()
    slots: Mapped[list["PresentationSlot"]] = relationship(
        back_populates="session", order_by="PresentationSlot.position", cascade="all, delete-orphan", lazy="selectin"
    )


class PresentationSlot(db.Model):
    """The turn of one work; its time follows from its place in the session."""

    __tablename__ = "presentation_slots"
    __table_args__ = (UniqueConstraint("round_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("presentation_sessions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    told_at: Mapped[datetime | None]
    """The beginning that the authors were last told; together with `told_place`, what a letter would change."""
    told_place: Mapped[str] = mapped_column(String(200), default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    session: Mapped[PresentationSession] = relationship(back_populates="slots")
    submission: Mapped[Submission] = relationship()
