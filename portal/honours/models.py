"""Certificates, the revocation of prizes, and the winners' bank details."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core.db import BigNumber, Immutable, db, enum_column
from portal.submissions.models import Submission


class Certificate(Immutable, db.Model):
    """One certificate for a work or one of its authors; a new issue takes the place of the one before it."""

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("edition_id", "serial", "issue"),
        UniqueConstraint("submission_id", "position", "issue"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    position: Mapped[int]
    """Which of the authors; 0 for the work as a whole."""
    serial: Mapped[int]
    issue: Mapped[int]
    number: Mapped[str] = mapped_column(String(60), unique=True)
    recipient: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]]
    """What stands on it, by language, as it was published."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was issued anew."""
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()
    file: Mapped["CertificateFile | None"] = relationship(back_populates="certificate")


class CertificateFile(Immutable, db.Model):
    """The signed PDF of a certificate."""

    __tablename__ = "certificate_files"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True, autoincrement=False)
    object_key: Mapped[str] = mapped_column(String(200), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[datetime]

    certificate: Mapped[Certificate] = relationship(back_populates="file")


class IssueRun(db.Model):
    """One order to make every certificate of an edition, and how far it has come."""

    __tablename__ = "issue_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RevocationState(StrEnum):
    """Waiting → confirmed by another person, which revokes the prize; or dropped with a reason."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


class RevocationProposal(db.Model):
    """A revocation that one person proposes and another must confirm; nobody outside learns of it before."""

    __tablename__ = "revocation_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    reference: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    revoked_on: Mapped[date]
    state: Mapped[RevocationState] = mapped_column(enum_column(RevocationState), default=RevocationState.WAITING)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why it was dropped."""

    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])


class Recovery(StrEnum):
    """What becomes of the money of a revoked prize."""

    TO_RECOVER = "to_recover"
    RECOVERED = "recovered"
    NOT_NEEDED = "not_needed"


class Revocation(db.Model):
    """A prize taken back, by which act and why; everybody may read it, and it stays."""

    __tablename__ = "revocations"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    revoked_on: Mapped[date]
    revoked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime]
    recovery: Mapped[Recovery] = mapped_column(enum_column(Recovery))
    recovery_changed_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()


class BankDetails(db.Model):
    """Where the money of a work goes: encrypted, and emptied once it is paid."""

    __tablename__ = "bank_details"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    closed: Mapped[str] = mapped_column(Text, default="")
    """Encrypted by the vault; empty after payment."""
    ending: Mapped[str] = mapped_column(String(4), default="")
    """The last digits, by which whoever gave them knows them again; empty after payment."""
    given_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime]
    amount: Mapped[int | None] = mapped_column(BigNumber)
    """What was paid."""
    paid_on: Mapped[date | None]
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    erased_at: Mapped[datetime | None]
    recovery: Mapped[Recovery | None] = mapped_column(enum_column(Recovery))
    """What became of money that was paid before a correction took the prize away; nothing while nobody has said."""
    recovery_changed_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship()
    given_by: Mapped[User] = relationship(foreign_keys=[given_by_id])
