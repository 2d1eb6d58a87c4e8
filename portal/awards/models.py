"""The award as data: award, edition, category, rubric, prize and round."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.awards.preset_words import CriterionKind, RoundKind
from portal.core.db import BigNumber, Hundredths, Immutable, db, enum_column


class EditionKind(StrEnum):
    """A run of the award's cycle, or an ad-hoc track outside it with a short path."""

    CYCLE = "cycle"
    TRACK = "track"


class Award(db.Model):
    """A programme that is run again and again."""

    __tablename__ = "awards"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, Any]]

    editions: Mapped[list["Edition"]] = relationship(back_populates="award", order_by="Edition.year")


class Edition(db.Model):
    """One run of the award with its own frozen copy of the rules."""

    __tablename__ = "editions"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="closes_after_opening"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"), index=True)
    kind: Mapped[EditionKind] = mapped_column(
        enum_column(EditionKind), default=EditionKind.CYCLE, server_default=EditionKind.CYCLE.value
    )
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    year: Mapped[int]
    name: Mapped[dict[str, Any]]
    tagline: Mapped[dict[str, Any]]
    intro: Mapped[dict[str, Any]]
    time_zone: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    extended_until: Mapped[datetime | None]
    """The latest deadline that any of its categories was given after the fact."""
    judges_per_submission: Mapped[int]
    minimum_sheets: Mapped[int]
    keeps_recused: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a sheet that was finished before its judge fell into conflict stays valid."""
    prize_cap: Mapped[int]
    form: Mapped[list[Any]]
    dossier: Mapped[list[Any]]
    form_number: Mapped[int] = mapped_column(default=1, server_default="1")
    """Which version of form and dossier stands here; earlier ones are in `form_versions`."""
    eligibility: Mapped[list[Any]]
    screening_reasons: Mapped[list[Any]]
    # The whole preset, long and read by few pages: it is fetched when somebody asks for it.
    rules: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    rules_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """Since when nothing of it may change; `audit.service.record` holds this whatever somebody tries."""

    award: Mapped[Award] = relationship(back_populates="editions", lazy="joined")
    categories: Mapped[list["Category"]] = relationship(back_populates="edition", order_by="Category.number")
    prizes: Mapped[list["Prize"]] = relationship(back_populates="edition", order_by="Prize.rank")
    rounds: Mapped[list["Round"]] = relationship(back_populates="edition", order_by="Round.position")

    @property
    def is_track(self) -> bool:
        """Whether works are nominated here by others than their authors, outside the cycle."""
        return self.kind is EditionKind.TRACK

    @property
    def last_deadline(self) -> datetime:
        """When the last of its categories closes."""
        return max(self.closes_at, self.extended_until or self.closes_at)

    @property
    def judged_kind(self) -> RoundKind:
        """How its panels judge; by points where no round says so."""
        return next((one.kind for one in self.rounds if one.kind.has_panels), RoundKind.SCORING)

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.last_deadline


class FormVersion(Immutable, db.Model):
    """Form and dossier as they were published; whoever began with one keeps it."""

    __tablename__ = "form_versions"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form: Mapped[list[Any]]
    dossier: Mapped[list[Any]]
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime]


class FormDraft(db.Model):
    """Form and dossier while organizers work on them; nobody else sees it before it is published."""

    __tablename__ = "form_drafts"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True, autoincrement=False)
    form: Mapped[list[Any]]
    dossier: Mapped[list[Any]]
    revision: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]


class Category(db.Model):
    """One field of the award, with its agency, rubric, threshold and soft cap of prizes."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("edition_id", "number"), UniqueConstraint("edition_id", "code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[dict[str, Any]]
    scope: Mapped[dict[str, Any]]
    agency: Mapped[dict[str, Any]]
    agency_contact: Mapped[str] = mapped_column(String(200), default="")
    threshold: Mapped[Decimal] = mapped_column(Hundredths)
    prize_cap: Mapped[int]
    judges_per_submission: Mapped[int]
    expertise: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Words that make a judge an expert of this field."""
    disagreement: Mapped[Decimal | None] = mapped_column(Hundredths)
    """When the totals of a work's sheets lie further apart, one more sheet is needed; None asks for no more."""
    tie_criteria: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Codes of the criteria that decide between equal means, in their order; without any they share a rank."""
    rubric_revision: Mapped[int] = mapped_column(default=1, server_default="1")
    rubric_frozen_at: Mapped[datetime | None]
    """When the first sheet was finished: from then on neither rubric nor rule changes."""
    last_serial: Mapped[int] = mapped_column(default=0)
    extended_until: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship(back_populates="categories")
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="category", order_by="Criterion.position", lazy="selectin"
    )


class Criterion(db.Model):
    """One line of a rubric: what is judged, for how many points and with which weight, with described bands."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("category_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[dict[str, Any]]
    guidance: Mapped[dict[str, Any]]
    kind: Mapped[CriterionKind] = mapped_column(
        enum_column(CriterionKind), default=CriterionKind.POINTS, server_default=CriterionKind.POINTS.value
    )
    max_points: Mapped[Decimal] = mapped_column(Hundredths)
    step: Mapped[Decimal] = mapped_column(Hundredths)
    weight: Mapped[Decimal] = mapped_column(Hundredths, default=Decimal(1), server_default="100")
    counts: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether it counts in the total; what does not is scored and shown, and stands outside."""
    comment_below: Mapped[Decimal | None] = mapped_column(Hundredths)
    comment_above: Mapped[Decimal | None] = mapped_column(Hundredths)
    """Bounds outside which the judge must write a remark."""
    choices: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """The recommendations to choose from: `value` (the number kept), `label`, and `comment` where one is needed."""
    bands: Mapped[list[Any]]

    category: Mapped[Category] = relationship(back_populates="criteria")


class Prize(db.Model):
    """A level of prize with its money and how many of it a category may have."""

    __tablename__ = "prizes"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    rank: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[dict[str, Any]]
    amount: Mapped[int] = mapped_column(BigNumber)
    max_per_category: Mapped[int | None]

    edition: Mapped[Edition] = relationship(back_populates="prizes")


class Round(db.Model):
    """One pass of judging in an edition."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[RoundKind] = mapped_column(enum_column(RoundKind))
    name: Mapped[dict[str, Any]]
    due_at: Mapped[datetime | None]
    days_reminded: Mapped[int | None]
    """How many days before it is due its judges were last reminded."""
    hides: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What its judges do not see: `organisations`, `file_names`, and keys of the form."""
    has_controls: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether some dossiers may be controls, which its judges are then told."""

    edition: Mapped[Edition] = relationship(back_populates="rounds")
