"""Anchors, what organizers think of them, and the practice sheets on them: apart from everything that counts."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.attachments.models import Attachment
from portal.awards.models import Category, Criterion, Edition, Round
from portal.core.db import Hundredths, db, enum_column
from portal.judges.models import Judge
from portal.submissions.models import SubmissionVersion


class AnchorKind(StrEnum):
    """Practice is scored first and never counts; a control is an ordinary dossier that the whole panel is given."""

    PRACTICE = "practice"
    CONTROL = "control"


class PracticeState(StrEnum):
    """In progress → finished; or excused, when the judge is tied to the work."""

    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    EXCUSED = "excused"


class Anchor(db.Model):
    """One work that all judges of a panel score: prepared, then open, then closed."""

    __tablename__ = "anchors"
    __table_args__ = (Index("ix_anchors_round_id_category_id", "round_id", "category_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    kind: Mapped[AnchorKind] = mapped_column(enum_column(AnchorKind), default=AnchorKind.PRACTICE)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("submission_versions.id"))
    """The frozen version that everybody reads; none for a work that the organizers wrote."""
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(Text)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    chosen_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(Text, default="")

    edition: Mapped[Edition] = relationship()
    round: Mapped[Round] = relationship()
    category: Mapped[Category] = relationship()
    version: Mapped[SubmissionVersion | None] = relationship()
    references: Mapped[list["AnchorReference"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    files: Mapped[list["AnchorFile"]] = relationship(order_by="AnchorFile.id")

    @property
    def work_id(self) -> int | None:
        """The submission that was chosen; none for a work that the organizers wrote."""
        return self.version.submission_id if self.version is not None else None

    @property
    def name(self) -> str:
        """What the work is called."""
        return str(self.version.content["title"]) if self.version is not None else self.title


class AnchorFile(db.Model):
    """A file that belongs to a work the organizers wrote."""

    __tablename__ = "anchor_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    anchor_id: Mapped[int] = mapped_column(ForeignKey("anchors.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"), unique=True)

    attachment: Mapped[Attachment] = relationship(lazy="joined")


class AnchorReference(db.Model):
    """The points the organizers would give for one criterion, and why."""

    __tablename__ = "anchor_references"
    __table_args__ = (UniqueConstraint("anchor_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    anchor_id: Mapped[int] = mapped_column(ForeignKey("anchors.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id", ondelete="CASCADE"), index=True)
    points: Mapped[Decimal] = mapped_column(Hundredths)
    reason: Mapped[str] = mapped_column(Text, default="")


class PracticeSheet(db.Model):
    """One judge's sheet on a practice work."""

    __tablename__ = "practice_sheets"
    __table_args__ = (UniqueConstraint("anchor_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    anchor_id: Mapped[int] = mapped_column(ForeignKey("anchors.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    state: Mapped[PracticeState] = mapped_column(enum_column(PracticeState), default=PracticeState.IN_PROGRESS)
    excuse: Mapped[str] = mapped_column(Text, default="")
    """What ties the judge to the work, in the judge's own words."""
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    judge: Mapped[Judge] = relationship()
    scores: Mapped[list["PracticeScore"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class PracticeScore(db.Model):
    """The points for one criterion on a practice sheet."""

    __tablename__ = "practice_scores"
    __table_args__ = (UniqueConstraint("sheet_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("practice_sheets.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id", ondelete="CASCADE"), index=True)
    points: Mapped[Decimal | None] = mapped_column(Hundredths)
    comment: Mapped[str] = mapped_column(Text, default="")

    criterion: Mapped[Criterion] = relationship(lazy="raise")
