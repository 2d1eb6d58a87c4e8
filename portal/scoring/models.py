"""Scoresheets and the scores on them."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.assignments.models import Assignment
from portal.core.db import BigNumber, Hundredths, Immutable, db, enum_column


class ScoresheetState(StrEnum):
    """In progress → finished; a finished sheet is locked."""

    IN_PROGRESS = "in_progress"
    FINISHED = "finished"


class Scoresheet(db.Model):
    """One judge's sheet for one submission; the row begins with the first saved score."""

    __tablename__ = "scoresheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), unique=True)
    state: Mapped[ScoresheetState] = mapped_column(enum_column(ScoresheetState), default=ScoresheetState.IN_PROGRESS)
    comment_for_author: Mapped[str] = mapped_column(Text, default="")
    private_note: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who keyed it in from paper for the judge; nobody where the judge finished it at the desk."""

    assignment: Mapped[Assignment] = relationship()
    entered_by: Mapped[User | None] = relationship()
    scores: Mapped[list["Score"]] = relationship(
        back_populates="scoresheet", cascade="all, delete-orphan", lazy="selectin"
    )


class Score(db.Model):
    """The points for one criterion on one sheet."""

    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("scoresheet_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scoresheet_id: Mapped[int] = mapped_column(ForeignKey("scoresheets.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"), index=True)
    points: Mapped[Decimal | None] = mapped_column(Hundredths)
    comment: Mapped[str] = mapped_column(Text, default="")

    scoresheet: Mapped[Scoresheet] = relationship(back_populates="scores")


class ScoreChange(Immutable, db.Model):
    """One value of a sheet that a save has changed: points, a remark or a text, before and after."""

    __tablename__ = "score_changes"
    __table_args__ = (Index("ix_score_changes_scoresheet_id_revision", "scoresheet_id", "revision"),)

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    scoresheet_id: Mapped[int] = mapped_column(ForeignKey("scoresheets.id"))
    revision: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    actor: Mapped[User] = relationship()
