"""The closing of an edition, and how far its archive has come."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core.db import BigNumber, db, enum_column


class ArchiveState(StrEnum):
    """Waiting → sealing → sealed, or failed for a reason that a person must mend."""

    WAITING = "waiting"
    SEALING = "sealing"
    SEALED = "sealed"
    FAILED = "failed"


class Problem(StrEnum):
    """Why an archive cannot be made: trying again alone would not help."""

    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    DISK_FULL = "disk_full"


class Closing(db.Model):
    """One closing of an edition with its archive; when an administrator opens it again, that is written here too."""

    __tablename__ = "closings"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime]
    chain_sequence: Mapped[int] = mapped_column(BigNumber)
    chain_digest: Mapped[str] = mapped_column(String(64))
    """The end of the audit chain when the edition was closed: the archive tells what happened up to here."""
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reopened_at: Mapped[datetime | None]
    reopen_reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ArchiveState] = mapped_column(enum_column(ArchiveState), default=ArchiveState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Of how many parts of the archive so many are written."""
    problem: Mapped[Problem | None] = mapped_column(enum_column(Problem))
    problem_at: Mapped[str] = mapped_column(String(300), default="")
    object_key: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(BigNumber, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the whole file."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """Of the manifest, which names everything inside: the figure for the minutes."""
    sealed_at: Mapped[datetime | None]

    closed_by: Mapped[User] = relationship(foreign_keys=[closed_by_id])
    reopened_by: Mapped[User | None] = relationship(foreign_keys=[reopened_by_id])
