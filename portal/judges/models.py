"""Judges, the panels they sit on or are invited to, and conflicts of interest."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.awards.models import Category, Round
from portal.core.db import db, enum_column
from portal.submissions.models import Submission


class PanelRole(StrEnum):
    """What a judge is on a panel."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER = "member"
    EXPERT = "expert"


VOTING_ROLES = frozenset(PanelRole) - {PanelRole.EXPERT}
"""An invited expert is heard, and neither scores nor votes."""


class ConflictKind(StrEnum):
    """Why a person must not touch a submission."""

    AUTHOR = "author"
    SAME_ORGANISATION = "same_organisation"
    AGENCY = "agency"
    SUPERVISOR = "supervisor"
    RELATIVE = "relative"
    COLLABORATION = "collaboration"
    FINANCIAL = "financial"
    OTHER = "other"


class ConflictSource(StrEnum):
    """Where a conflict comes from."""

    RULE = "rule"
    DECLARED = "declared"
    AUTHOR = "author"
    ORGANIZER = "organizer"


class ConflictState(StrEnum):
    """Open until somebody looks at it; confirmed; or rejected, and then it never comes back by rule."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


BARRING = (ConflictState.OPEN, ConflictState.CONFIRMED)
"""What is not rejected keeps the two apart: nobody is assigned on doubt."""


class DeclaredAnswer(StrEnum):
    """What a judge said before a dossier opened."""

    NONE = "none"
    CONFLICT = "conflict"
    NOT_MY_FIELD = "not_my_field"


class InvitationState(StrEnum):
    """Invited → accepted, declined or expired; withdrawn, or replaced by an invitation to somebody else."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Judge(db.Model):
    """A person who judges in one edition."""

    __tablename__ = "judges"
    __table_args__ = (UniqueConstraint("edition_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    expertise: Mapped[list[Any]] = mapped_column(default=list)
    about: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What this person works on, in own words; compared with the works when judges are proposed."""
    languages: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    min_load: Mapped[int | None]
    max_load: Mapped[int | None]
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")
    seats: Mapped[list["PanelSeat"]] = relationship(back_populates="judge", cascade="all, delete-orphan")
    organisations: Mapped[list["JudgeOrganisation"]] = relationship(
        back_populates="judge", order_by="JudgeOrganisation.position", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def organisation(self) -> str:
        """Where this person works now, in one line."""
        return "; ".join(one.name for one in self.organisations if one.until_on is None)


class JudgeOrganisation(db.Model):
    """Where a judge works or has worked; one that was left still counts for a while."""

    __tablename__ = "judge_organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]

    judge: Mapped[Judge] = relationship(back_populates="organisations")


class PanelSeat(db.Model):
    """A judge's seat on the panel of a category for a round; without a category, on the council of all."""

    __tablename__ = "panel_seats"
    __table_args__ = (
        UniqueConstraint("round_id", "category_id", "judge_id"),
        Index(
            "uq_panel_seats_council", "round_id", "judge_id", unique=True,
            sqlite_where=text("category_id IS NULL"), postgresql_where=text("category_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    role: Mapped[PanelRole] = mapped_column(enum_column(PanelRole), default=PanelRole.MEMBER)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    left_at: Mapped[datetime | None]
    """When the seat was given up or taken back; it stays as history."""

    judge: Mapped[Judge] = relationship(back_populates="seats", lazy="joined")
    category: Mapped[Category | None] = relationship()
    round: Mapped[Round] = relationship()


class PanelInvitation(db.Model):
    """A letter that asks somebody onto a panel; there is neither account nor judge before it is accepted."""

    __tablename__ = "panel_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    role: Mapped[PanelRole] = mapped_column(enum_column(PanelRole), default=PanelRole.MEMBER)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    profile: Mapped[dict[str, Any]]
    """Organisations, expertise, languages, telephone and loads, as a judge gets them on accepting."""
    state: Mapped[InvitationState] = mapped_column(enum_column(InvitationState), default=InvitationState.INVITED)
    due_at: Mapped[datetime]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    suggested_name: Mapped[str] = mapped_column(String(120), default="")
    suggested_email: Mapped[str] = mapped_column(String(254), default="")
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    hours_reminded: Mapped[int | None]
    """The shortest span before the due date that a reminder was sent for by itself."""
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("panel_seats.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("panel_invitations.id"))
    replaces_seat_id: Mapped[int | None] = mapped_column(ForeignKey("panel_seats.id"))

    category: Mapped[Category | None] = relationship()
    round: Mapped[Round] = relationship()


class Conflict(db.Model):
    """A person, judge or organizer, who must keep away from a submission."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("user_id", "submission_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[ConflictKind] = mapped_column(enum_column(ConflictKind))
    source: Mapped[ConflictSource] = mapped_column(enum_column(ConflictSource))
    state: Mapped[ConflictState] = mapped_column(enum_column(ConflictState), default=ConflictState.OPEN)
    rule: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """By which rule it was found; the evidence is what the rule saw."""
    evidence: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why it was confirmed or rejected."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    submission: Mapped[Submission] = relationship()


class Declaration(db.Model):
    """What a judge answered before a dossier opened, or said when giving it back."""

    __tablename__ = "declarations"
    __table_args__ = (UniqueConstraint("judge_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    answer: Mapped[DeclaredAnswer] = mapped_column(enum_column(DeclaredAnswer))
    declared_at: Mapped[datetime]


class Objection(db.Model):
    """Somebody whom the authors of a work name as unfit to judge it, with the reason."""

    __tablename__ = "objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[ConflictKind] = mapped_column(enum_column(ConflictKind))
    reason: Mapped[str] = mapped_column(Text)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    named_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()


class OrganisationGroup(db.Model):
    """Names that mean one organisation, or several that belong together, in one edition."""

    __tablename__ = "organisation_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    names: Mapped[list[Any]]
