"""What has been released to the public, what will be, and the rows that public pages are made of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.awards.models import Edition
from portal.core.db import BigNumber, Immutable, db, enum_column
from portal.decisions.models import Decision


class Publication(Immutable, db.Model):
    """One release of an edition's results: the frozen bundle that everything public is made of."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    number: Mapped[int]
    results: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128), default="")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why an earlier release was corrected; empty in the first one."""
    changes: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What the correction changed, work by work."""
    published_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime]


class ReleaseCheck(db.Model):
    """What was found out about results before their release; made in the background, and anew at any time."""

    __tablename__ = "release_checks"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    judged: Mapped[int]
    problems: Mapped[list[Any]]
    """What does not follow from the sheets, the first few: a code of verify.py with its values."""
    few_sheets: Mapped[list[Any]]
    unanimous: Mapped[list[Any]]
    """Numbers of works whose points would tell how somebody judged."""
    word: Mapped[str] = mapped_column(String(64), default="")
    """The fingerprint of results that were found sound, over sheets sealed as they stood."""
    sheets_root: Mapped[str] = mapped_column(String(64), default="")
    checked_at: Mapped[datetime]


class PublicChange(Immutable, db.Model):
    """One act that changed what the public sees; the number of the newest is in the validator of every public page."""

    __tablename__ = "public_changes"

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    what: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class PlanState(StrEnum):
    """Waiting → released; or cancelled by a person, or overtaken by a later decision."""

    WAITING = "waiting"
    RELEASED = "released"
    CANCELLED = "cancelled"
    OVERTAKEN = "overtaken"


class ReleasePlan(db.Model):
    """A moment at which a decision is to be released by itself."""

    __tablename__ = "release_plans"
    __table_args__ = (Index("ix_release_plans_state_release_at", "state", "release_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    release_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    """The note of a correction, published with it."""
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState), default=PlanState.WAITING)
    checked: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """The word for the results that were found sound when it was planned; empty where they are to be checked again."""
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    planned_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None]
    """Why it did not happen at its moment, by language; organizers are told once for each moment."""

    edition: Mapped[Edition] = relationship()
    decision: Mapped[Decision] = relationship()


class Telling(db.Model):
    """How far the letters of a release have been written; moved on in the transaction that writes them."""

    __tablename__ = "tellings"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"), primary_key=True, autoincrement=False)
    last_submission_id: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class PublishedEdition(db.Model):
    """The newest release of an edition without its scores: what the head of every public page says."""

    __tablename__ = "published_editions"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True, autoincrement=False)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    number: Mapped[int]
    year: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(40))
    heading: Mapped[dict[str, Any]]
    """Edition, categories, prizes, decision and counts, as in the bundle."""
    statistics: Mapped[dict[str, Any]]
    corrections: Mapped[list[Any]]
    """What each release after the first changed and why, the newest first."""
    digest: Mapped[str] = mapped_column(String(64))
    share_key: Mapped[str] = mapped_column(String(200), default="")
    first_published_at: Mapped[datetime]
    published_at: Mapped[datetime]


class PublishedWork(db.Model):
    """A listed work as the public reads it; rewritten with every release of its edition."""

    __tablename__ = "published_works"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        Index("ix_published_works_edition_id_position", "edition_id", "position"),
        Index("ix_published_works_gallery", "is_honoured", "year", "edition_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("published_editions.edition_id", ondelete="CASCADE"))
    position: Mapped[int]
    """Its place on the page of results: the highest prizes first, then what has none."""
    year: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    organisation: Mapped[str] = mapped_column(String(200))
    organisation_key: Mapped[str] = mapped_column(String(200), index=True)
    search_text: Mapped[str] = mapped_column(Text)
    """Title, organisation and number, folded: what the page of one edition's results is narrowed by."""
    category_number: Mapped[int]
    category_code: Mapped[str] = mapped_column(String(60))
    rank: Mapped[int]
    is_honoured: Mapped[bool]
    prize_code: Mapped[str] = mapped_column(String(40), default="")
    prize_rank: Mapped[int] = mapped_column(default=0)
    content: Mapped[dict[str, Any]]
    """Summary, authors, answers, pictures and figures: what only the work's own page shows."""
    share_key: Mapped[str] = mapped_column(String(200), default="")

    edition: Mapped[PublishedEdition] = relationship()


class PublishedWord(db.Model):
    """A folded word of an honoured work, so that searching begins with an index and finds beginnings of words."""

    __tablename__ = "published_words"
    __table_args__ = (Index("ix_published_words_word_work_id", "word", "work_id"),)

    work_id: Mapped[int] = mapped_column(
        ForeignKey("published_works.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # Compared byte by byte, on PostgreSQL too, so that a beginning is a range of the index.
    word: Mapped[str] = mapped_column(
        String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True
    )
