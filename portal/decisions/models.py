"""Immutable, dated lists with what was changed by name and who signed, and the decision that gives prizes."""

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.awards.models import Category, Prize
from portal.awards.preset_words import ListKind
from portal.core.db import BigNumber, Immutable, db, enum_column
from portal.judges.models import PanelRole
from portal.submissions.models import Submission

__all__ = [
    "ChangeKind",
    "Decision",
    "DroppedMove",
    "ListAdjustment",
    "ListChange",
    "ListEntry",
    "ListHold",
    "ListKind",
    "ListVersion",
    "Signature",
]


class ChangeKind(StrEnum):
    """What is changed by name: a work more, a work less, or another place in its category."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


class ListVersion(Immutable, db.Model):
    """One dated list made by a stated rule; it is never edited, only followed by the next version."""

    __tablename__ = "list_versions"
    __table_args__ = (UniqueConstraint("edition_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[ListKind] = mapped_column(enum_column(ListKind))
    number: Mapped[int]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("list_versions.id"))
    """The list it was made from; none where it was made from points."""
    dated_on: Mapped[date]
    """The day it bears; the moment it was written down here is `created_at`."""
    rule: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    entries: Mapped[list["ListEntry"]] = relationship(back_populates="list_version", order_by="ListEntry.position")
    adjustments: Mapped[list["ListAdjustment"]] = relationship(order_by="ListAdjustment.id")
    base: Mapped["ListVersion | None"] = relationship(remote_side="ListVersion.id")


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

    @property
    def mean(self) -> Fraction | None:
        """The mean in points; None while no sheet counts."""
        return Fraction(self.mean_numerator, self.mean_denominator) if self.sheets else None


class ListChange(db.Model):
    """A change that is to go into whatever is made of a list next: named, with its reason, and still to be dropped."""

    __tablename__ = "list_changes"
    __table_args__ = (UniqueConstraint("list_version_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    change: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    place: Mapped[int | None]
    """Where in its category a moved work is to stand."""
    reason: Mapped[str] = mapped_column(Text)
    carried: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the council has carried it as a motion: then it is dropped only with a reason that is published."""
    named_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    named_at: Mapped[datetime]

    list_version: Mapped[ListVersion] = relationship()
    submission: Mapped[Submission] = relationship()


class DroppedMove(Immutable, db.Model):
    """A move that the council carried and an organizer did not take up, with the reason that is published."""

    __tablename__ = "dropped_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    place: Mapped[int]
    motion: Mapped[str] = mapped_column(Text)
    """The council's reason for the move."""
    reason: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    """Both in the sentence that is published with the lists made afterwards."""
    dropped_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    dropped_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()


class ListAdjustment(Immutable, db.Model):
    """What was changed by name when a list was made, and why."""

    __tablename__ = "list_adjustments"
    __table_args__ = (UniqueConstraint("list_version_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    change: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    place: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    submission: Mapped[Submission] = relationship()


class ListHold(db.Model):
    """The council votes, or has voted, on a list of this kind: no other version of it is made any more."""

    __tablename__ = "list_holds"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True, autoincrement=False)
    kind: Mapped[ListKind] = mapped_column(enum_column(ListKind), primary_key=True)


class Signature(Immutable, db.Model):
    """An office holder's signature under a list: given with the own account, or on paper and kept as a scan."""

    __tablename__ = "list_signatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """Who signed, or with a scan who put it here."""
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[PanelRole] = mapped_column(enum_column(PanelRole))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    digest: Mapped[str] = mapped_column(String(64))
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    signed_at: Mapped[datetime]

    scan: Mapped[Attachment | None] = relationship()
    category: Mapped[Category | None] = relationship()


class ProposalState(StrEnum):
    """Waiting → released or sent back by another person; a newer one takes its place while it waits."""

    WAITING = "waiting"
    RELEASED = "released"
    SENT_BACK = "sent_back"
    REPLACED = "replaced"


class DecisionProposal(db.Model):
    """A decision that one person has prepared and another must release; nothing is decided before."""

    __tablename__ = "decision_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"))
    prizes: Mapped[dict[str, Any]]
    """The code of the prize by submission."""
    cap_reasons: Mapped[dict[str, Any]]
    reference: Mapped[str] = mapped_column(String(80))
    signatory: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[date]
    state: Mapped[ProposalState] = mapped_column(enum_column(ProposalState), default=ProposalState.WAITING)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why it was sent back."""

    shortlist: Mapped[ListVersion] = relationship()
    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])


class Decision(Immutable, db.Model):
    """The act that makes a decided list official: number, date, signatory, and reasons above soft caps."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(80))
    signatory: Mapped[str] = mapped_column(String(120))
    cap_reasons: Mapped[dict[str, Any]]
    decided_on: Mapped[date]
    """The date that stands on it."""
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """Who released it; who prepared it stands in its proposal."""
    decided_at: Mapped[datetime]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("decision_proposals.id"))

    list_version: Mapped[ListVersion] = relationship()
    proposal: Mapped[DecisionProposal | None] = relationship()


class PaperKind(StrEnum):
    """Typeset and signed by the portal, or signed elsewhere and uploaded."""

    MADE = "made"
    UPLOADED = "uploaded"


class DecisionPaper(Immutable, db.Model):
    """The decision as a signed PDF; the newest one that the portal made or somebody accepted counts."""

    __tablename__ = "decision_papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(enum_column(PaperKind))
    object_key: Mapped[str] = mapped_column(String(200), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    size: Mapped[int]
    signed_by: Mapped[list[Any]]
    """Whom the certificates of its signatures name."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is to take the place of the one before it; the public reads it."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]

    added_by: Mapped[User | None] = relationship()
    answer: Mapped["PaperAnswer | None"] = relationship(back_populates="paper")


class PaperAnswer(Immutable, db.Model):
    """What another person said to an uploaded document: it counts from then on, or it is dropped with the reason."""

    __tablename__ = "decision_paper_answers"

    paper_id: Mapped[int] = mapped_column(ForeignKey("decision_papers.id"), primary_key=True, autoincrement=False)
    accepted: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was dropped."""
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]

    paper: Mapped[DecisionPaper] = relationship(back_populates="answer")
