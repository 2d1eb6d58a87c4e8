"""Submissions, their authors, files and frozen versions."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.awards.models import Category, Edition
from portal.core.db import BigNumber, Hundredths, Immutable, db, enum_column
from portal.core.errors import PortalError


class SubmissionStatus(StrEnum):
    """Draft → submitted → withdrawn; a supplement reopens a submitted one until a date."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """Typed by its owner, keyed in from paper by the secretariat, or a stub of a work that must not be here."""

    PORTAL = "portal"
    PAPER = "paper"
    STUB = "stub"


class StubHoldsNothingError(PortalError):
    """Raised when content would be put into a stub, by whatever way."""

    message = _l("This work is handled outside the portal; nothing of its content may be stored here.")


class Submission(db.Model):
    """An author's work offered to one edition; it stays editable until submitted."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        Index("ix_submissions_edition_category_status", "edition_id", "category_id", "status"),
        CheckConstraint("origin <> 'stub' OR summary = ''", name="stub_has_no_summary"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[Origin] = mapped_column(
        enum_column(Origin), default=Origin.PORTAL, server_default=Origin.PORTAL.value
    )
    kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the secretariat keeps it; the owner is then whoever keyed it in, not somebody behind the work."""
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[SubmissionStatus] = mapped_column(enum_column(SubmissionStatus), default=SubmissionStatus.DRAFT)
    title: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    eligibility: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    form_number: Mapped[int] = mapped_column(default=1, server_default="1")
    """The version of the edition's form that this work answers."""
    confirmed_sections: Mapped[list[Any]] = mapped_column(default=list)
    search_text: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    editable_until: Mapped[datetime | None]
    extended_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    category: Mapped[Category | None] = relationship()
    owner: Mapped[User] = relationship()
    authors: Mapped[list["Author"]] = relationship(
        back_populates="submission", order_by="Author.position", cascade="all, delete-orphan"
    )
    files: Mapped[list["SubmissionFile"]] = relationship(
        back_populates="submission", order_by="SubmissionFile.position", cascade="all, delete-orphan"
    )
    collaborators: Mapped[list["Collaborator"]] = relationship(back_populates="submission", order_by="Collaborator.id")
    confirmations: Mapped[list["Confirmation"]] = relationship(back_populates="submission", order_by="Confirmation.id")
    versions: Mapped[list["SubmissionVersion"]] = relationship(
        back_populates="submission", order_by="SubmissionVersion.number"
    )
    person: Mapped["PaperPerson | None"] = relationship(back_populates="submission")
    arrivals: Mapped[list["PaperArrival"]] = relationship(back_populates="submission", order_by="PaperArrival.id")

    @property
    def pending_arrivals(self) -> list["PaperArrival"]:
        """Paper that has come and is in no version yet."""
        return [arrival for arrival in self.arrivals if arrival.version_number is None]

    @validates("summary", "answers", "eligibility", "authors", "files")
    def _keep_stubs_empty(self, _name: str, value: Any) -> Any:
        if value and self.origin is Origin.STUB:
            raise StubHoldsNothingError()
        return value

    @property
    def deadline(self) -> datetime:
        """When the call closes for this one: the edition's deadline, or a later one that was granted."""
        granted = self.category.extended_until if self.category else self.edition.extended_until
        return max(moment for moment in (self.edition.closes_at, granted, self.extended_until) if moment)


class PaperPerson(db.Model):
    """For whom the secretariat keyed in a paper dossier, and how this person is reached."""

    __tablename__ = "paper_persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    handed_over_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(back_populates="person")


class Way(StrEnum):
    """How paper came."""

    HAND = "hand"
    POST = "post"


class PaperArrival(db.Model):
    """Paper that came: a dossier, a supplement to one, or word of a work that is kept elsewhere."""

    __tablename__ = "paper_arrivals"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    way: Mapped[Way] = mapped_column(enum_column(Way))
    received_at: Mapped[datetime]
    postmarked_on: Mapped[date | None]
    desk_number: Mapped[str] = mapped_column(String(40))
    office: Mapped[str] = mapped_column(String(200))
    late_reason: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    version_number: Mapped[int | None]
    """The version that took it in; none while the secretariat is still keying."""

    submission: Mapped[Submission] = relationship(back_populates="arrivals")
    entered_by: Mapped[User] = relationship()


class DeadlineExtension(Immutable, db.Model):
    """More time: for everybody, for one category, or for one submission; with the reason that was given."""

    __tablename__ = "deadline_extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    until: Mapped[datetime]
    before: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime]

    category: Mapped[Category | None] = relationship()
    submission: Mapped[Submission | None] = relationship()


class Reminder(Immutable, db.Model):
    """A reminder that was sent; one for each draft, deadline and span of time before it."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("submission_id", "deadline", "hours_before"),)

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    deadline: Mapped[datetime]
    hours_before: Mapped[int]
    sent_at: Mapped[datetime]


class DraftChange(Immutable, db.Model):
    """What one save of a draft replaced; kept for a while, so that two edits at once can be joined."""

    __tablename__ = "draft_changes"
    __table_args__ = (Index("ix_draft_changes_submission_revision", "submission_id", "revision"),)

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    revision: Mapped[int]
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]


class Author(db.Model):
    """A person credited with the work, and the share of it in percent."""

    __tablename__ = "authors"
    __table_args__ = (CheckConstraint("share >= 0 AND share <= 10000", name="share_is_a_percentage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    full_name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    job_title: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    share: Mapped[Decimal] = mapped_column(Hundredths)
    minor: Mapped[bool] = mapped_column(default=False, server_default=false())

    submission: Mapped[Submission] = relationship(back_populates="authors")


class Access(StrEnum):
    """What a collaborator may do with a draft."""

    VIEW = "view"
    EDIT = "edit"


class InvitationState(StrEnum):
    """Invited → accepted or declined; removed by the owner."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"


class Collaborator(db.Model):
    """Somebody the owner invited to a submission, and the share this person has confirmed."""

    __tablename__ = "collaborators"
    __table_args__ = (UniqueConstraint("submission_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    access: Mapped[Access] = mapped_column(enum_column(Access))
    state: Mapped[InvitationState] = mapped_column(enum_column(InvitationState), default=InvitationState.INVITED)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    confirmed_share: Mapped[Decimal | None] = mapped_column(Hundredths)
    confirmed_at: Mapped[datetime | None]
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(back_populates="collaborators")


class ConfirmationKind(StrEnum):
    """What somebody outside confirms: that a work is applied, a minor may take part, or oneself may be nominated."""

    ORGANISATION = "organisation"
    GUARDIAN = "guardian"
    NOMINEE = "nominee"


class Confirmation(db.Model):
    """A question sent by signed link to somebody who needs no account, and the answer."""

    __tablename__ = "confirmations"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[ConfirmationKind] = mapped_column(enum_column(ConfirmationKind))
    subject: Mapped[str] = mapped_column(String(200))
    """The organisation, or the author whose guardian is asked."""
    email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    given: Mapped[bool | None]
    """None until answered; then whether it was confirmed."""
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[str] = mapped_column(String(120), default="")
    remark: Mapped[str] = mapped_column(Text, default="")

    submission: Mapped[Submission] = relationship(back_populates="confirmations")


class SubmissionFile(db.Model):
    """An attachment in its place: which slot of which submission's dossier."""

    __tablename__ = "submission_files"
    __table_args__ = (UniqueConstraint("submission_id", "attachment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"), index=True)
    slot: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    caption: Mapped[str] = mapped_column(String(200), default="", server_default="")

    submission: Mapped[Submission] = relationship(back_populates="files")
    attachment: Mapped[Attachment] = relationship(lazy="joined")


def _frozen_title(context: Any) -> str:
    return str(context.get_current_parameters()["content"].get("title", ""))


class SubmissionVersion(Immutable, db.Model):
    """The frozen copy made by submitting; its page is the receipt."""

    __tablename__ = "submission_versions"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    number: Mapped[int]
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[dict[str, Any]]
    title: Mapped[str] = mapped_column(Text, default=_frozen_title, server_default="")
    """That of the content, beside it: lists of many works need it, and contents are long."""
    digest: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    submission: Mapped[Submission] = relationship(back_populates="versions")
