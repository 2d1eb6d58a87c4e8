"""What people see of a file: pages, pictures, a clean copy; made in the background, kept beside the sealed original."""

import logging
import shutil
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from portal.adapters.object_store import get_store
from portal.attachments import renderer
from portal.attachments.cleaning import CLEANABLE
from portal.attachments.media import MEDIA
from portal.attachments.models import Attachment, AttachmentState, Rendition, RenditionKind, ScanState
from portal.attachments.renderer import RenderError
from portal.attachments.rules import may_be_opened
from portal.core import clock
from portal.core.db import db, transaction
from portal.jobs.service import enqueue

RENDER_AFTER = timedelta(minutes=3)
"""Checking what arrives goes first; nobody looks at a preview within minutes."""
LARGEST_RENDERED = 100 * 1024 * 1024
ADDRESS_SECONDS = 3600
FILMS = frozenset({"mp4", "m4v", "webm"})
SOUNDS = frozenset({"mp3", "m4a", "ogg", "wav"})

log = logging.getLogger(__name__)


class ViewKind(StrEnum):
    """How a file is shown."""

    PAGES = "pages"
    IMAGE = "image"
    HTML = "html"
    FILM = "film"
    SOUND = "sound"
    PENDING = "pending"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class View:
    """What a page needs to show a file: the addresses of its pictures, and how many pages there are in all."""

    kind: ViewKind
    addresses: tuple[str, ...] = ()
    pages: int = 0


def render(attachment_id: int) -> None:
    """Make the renditions of a checked file; a second run finds them made."""
    attachment = db.session.get(Attachment, attachment_id)
    if attachment is None or not may_be_opened(attachment) or attachment.rendered_at is not None:
        return
    key, extension, public_id = attachment.object_key, attachment.extension, attachment.public_id
    unseen = not is_drawn(attachment)
    db.session.rollback()
    with TemporaryDirectory(prefix="render-") as folder:
        drawing = renderer.Drawing(())
        if not unseen:
            source, target = Path(folder) / f"source.{extension}", Path(folder) / "made"
            target.mkdir()
            with get_store().open(key) as stream, source.open("wb") as file:
                shutil.copyfileobj(stream, file)
            try:
                drawing = renderer.draw(extension, source, target)
            except RenderError as error:
                log.warning("Attachment %s cannot be drawn: %s", attachment_id, error)
            rows = [_keep(attachment_id, public_id, one, target) for one in drawing.drawn]
        else:
            rows = []
    with transaction():
        statement = select(Attachment).where(Attachment.id == attachment_id).with_for_update(key_share=True)
        attachment = db.session.execute(statement).scalar_one()
        if attachment.rendered_at is None and attachment.state is AttachmentState.READY:
            attachment.rendered_at, attachment.pages = clock.now(), drawing.pages
            db.session.add_all(rows)


def _keep(attachment_id: int, public_id: str, one: renderer.Drawn, folder: Path) -> Rendition:
    key = f"renditions/{public_id}/{one.name}"
    path = folder / one.name
    with path.open("rb") as file:
        get_store().put(key, file, one.content_type)
    return Rendition(
        attachment_id=attachment_id,
        kind=RenditionKind(one.kind),
        position=one.position,
        object_key=key,
        content_type=one.content_type,
        size=path.stat().st_size,
        width=one.width,
        height=one.height,
    )


def request_rendering(attachment: Attachment) -> None:
    """Have a file drawn now instead of in a few minutes."""
    with transaction():
        enqueue("attachments.render", attachment_id=attachment.id)


def renditions_of(attachment: Attachment, *kinds: RenditionKind) -> list[Rendition]:
    """The renditions of some kinds, in their order."""
    statement = select(Rendition).where(Rendition.attachment_id == attachment.id, Rendition.kind.in_(kinds))
    return list(db.session.scalars(statement.order_by(Rendition.position)))


def view_of(attachment: Attachment) -> View:
    """How a reader sees the file in place, if it may be opened."""
    if not may_be_opened(attachment):
        return View(ViewKind.PENDING)
    if attachment.rendered_at is None and is_drawn(attachment):
        return View(ViewKind.PENDING)
    if attachment.extension in FILMS | SOUNDS and _is_clean(attachment):
        kind = ViewKind.FILM if attachment.extension in FILMS else ViewKind.SOUND
        return View(kind, (_media_address(attachment),))
    shown = renditions_of(attachment, RenditionKind.PAGE, RenditionKind.IMAGE, RenditionKind.HTML)
    if not shown:
        return View(ViewKind.NONE)
    kind = {
        RenditionKind.PAGE: ViewKind.PAGES, RenditionKind.IMAGE: ViewKind.IMAGE, RenditionKind.HTML: ViewKind.HTML
    }[shown[0].kind]  # fmt: skip
    return View(kind, tuple(_address(one) for one in shown), attachment.pages)


def is_drawn(attachment: Attachment) -> bool:
    """Films and sounds are cleaned in place by our own hand, whatever their size; parsers get only what was scanned."""
    if attachment.extension in MEDIA:
        return True
    return attachment.scan_state is not ScanState.TOO_LARGE and attachment.size <= LARGEST_RENDERED


def _is_clean(attachment: Attachment) -> bool:
    """Whether there is a copy without metadata, or the type has none that anybody here could remove."""
    return attachment.extension not in CLEANABLE or bool(renditions_of(attachment, RenditionKind.CLEAN_COPY))


def _media_address(attachment: Attachment) -> str:
    media = "video" if attachment.extension in FILMS else "audio"
    copies = renditions_of(attachment, RenditionKind.CLEAN_COPY)
    subtype = {"mp3": "mpeg", "m4v": "mp4", "m4a": "mp4"}.get(attachment.extension, attachment.extension)
    return get_store().presign_get(
        copies[0].object_key if copies else attachment.object_key,
        filename=attachment.filename, content_type=f"{media}/{subtype}", inline=True, expires_in=ADDRESS_SECONDS,
    )  # fmt: skip


def _address(rendition: Rendition) -> str:
    if rendition.kind is RenditionKind.HTML:
        token = _serializer().dumps(rendition.id)
        return f"{current_app.config['FILES_URL']}{url_for('renditions.show', token=token)}"
    return get_store().presign_get(
        rendition.object_key,
        filename=rendition.object_key.rpartition("/")[2], content_type=rendition.content_type, inline=True,
        expires_in=ADDRESS_SECONDS,
    )  # fmt: skip


def thumbnails_of(public_ids: list[str]) -> dict[str, str]:
    """The address of a small picture of each file that has one, by public id."""
    statement = (
        select(Attachment.public_id, Rendition)
        .join(Attachment, Attachment.id == Rendition.attachment_id)
        .where(Attachment.public_id.in_(public_ids), Rendition.kind == RenditionKind.THUMBNAIL)
        .where(Attachment.state == AttachmentState.READY)
    )
    return {public_id: _address(rendition) for public_id, rendition in db.session.execute(statement)}


def reader_url(attachment: Attachment, filename: str = "") -> str | None:
    """A signed address of the copy without metadata, for judges and the public; the original of a type that has none.

    `filename` is what the reader may know it by. None while there is no such copy, and for a file too large to scan:
    that one only staff may take, after a warning.
    """
    if not may_be_opened(attachment) or attachment.scan_state is ScanState.TOO_LARGE:
        return None
    if not _is_clean(attachment):
        return None
    copies = renditions_of(attachment, RenditionKind.CLEAN_COPY)
    key = copies[0].object_key if copies else attachment.object_key
    name = filename or attachment.filename
    return get_store().presign_get(key, filename=name, content_type="application/octet-stream")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="attachments.renditions")


def rendition_of_token(token: str) -> Rendition | None:
    """The rendition that a signed address names, while it is valid."""
    try:
        claim: Any = _serializer().loads(token, max_age=ADDRESS_SECONDS)
    except BadSignature:
        return None
    return db.session.get(Rendition, claim) if isinstance(claim, int) else None
