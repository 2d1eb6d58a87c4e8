"""Uploaded files and the parts they arrive in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import BigNumber, db, enum_column


class AttachmentState(StrEnum):
    """Uploading → verifying → ready, or rejected with a reason; removed when the owner takes it away."""

    UPLOADING = "uploading"
    VERIFYING = "verifying"
    READY = "ready"
    REJECTED = "rejected"
    REMOVED = "removed"


class ScanState(StrEnum):
    """What the malware scanner said; not scanned is never clean."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too_large"
    NOT_SCANNED = "not_scanned"


class Attachment(db.Model):
    """One uploaded file; `public_id` is what addresses show, `object_key` is where the store keeps it."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who sent it; nobody for what somebody without an account has sent."""
    slot: Mapped[str] = mapped_column(String(60))
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigNumber)
    fingerprint: Mapped[str] = mapped_column(String(80), default="", server_default="")
    claimed_sha256: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    object_key: Mapped[str] = mapped_column(String(200), unique=True)
    upload_id: Mapped[str] = mapped_column(String(200), default="")
    part_size: Mapped[int]
    state: Mapped[AttachmentState] = mapped_column(enum_column(AttachmentState), default=AttachmentState.UPLOADING)
    scan_state: Mapped[ScanState] = mapped_column(enum_column(ScanState), default=ScanState.PENDING)
    problem: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    rendered_at: Mapped[datetime | None]
    pages: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def extension(self) -> str:
        return self.filename.rpartition(".")[2].lower() if "." in self.filename else ""


class RenditionKind(StrEnum):
    """What was made of a file: a copy without metadata, pictures of its pages, itself as a picture or as HTML."""

    CLEAN_COPY = "clean_copy"
    THUMBNAIL = "thumbnail"
    PAGE = "page"
    IMAGE = "image"
    HTML = "html"


class Rendition(db.Model):
    """One thing made of an attachment for people to look at."""

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("attachment_id", "kind", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"))
    kind: Mapped[RenditionKind] = mapped_column(enum_column(RenditionKind))
    position: Mapped[int]
    object_key: Mapped[str] = mapped_column(String(200), unique=True)
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigNumber)
    width: Mapped[int]
    height: Mapped[int]
