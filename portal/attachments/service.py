"""Taking files in, straight from the browser part by part or whole; giving them out and taking them away."""

import logging
import uuid
from functools import partial
from typing import Any, BinaryIO

from sqlalchemy import select

from portal.adapters.object_store import Part, StoreError, get_store
from portal.attachments import rules
from portal.attachments.models import Attachment, AttachmentState, Rendition
from portal.attachments.rules import FileProblem
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.dossier import Slot
from portal.core import clock
from portal.core.db import after_commit, db, transaction
from portal.core.errors import PortalError
from portal.jobs.service import enqueue

log = logging.getLogger(__name__)


class FileRefusedError(PortalError):
    """Raised for a file that cannot be taken; `problem` says why."""

    def __init__(self, problem: FileProblem):
        super().__init__(rules.SENTENCES[problem], problem=problem.value)
        self.problem = problem


def _new_attachment(
    *,
    slot: Slot,
    filename: str,
    size: int,
    content_type: str,
    actor: Any,
    already: int,
    claimed_sha256: str = "",
    fingerprint: str = "",
) -> Attachment:
    name = rules.clean_filename(filename)
    problem = rules.problem_before_upload(slot, name, size, already)
    if problem is not None:
        raise FileRefusedError(problem)
    public_id = uuid.uuid4().hex
    return Attachment(
        public_id=public_id,
        owner_id=getattr(actor, "id", None),
        slot=slot.code,
        filename=name,
        content_type=content_type[:120] or "application/octet-stream",
        size=size,
        claimed_sha256=claimed_sha256,
        fingerprint=fingerprint[:80],
        object_key=f"attachments/{public_id}",
        part_size=rules.part_size(size),
        created_at=clock.now(),
    )


def start_upload(
    *,
    slot: Slot,
    filename: str,
    size: int,
    content_type: str,
    actor: Any,
    claimed_sha256: str = "",
    fingerprint: str = "",
    already: int = 0,
) -> Attachment:
    """Begin a multipart upload that the browser will send straight to the store."""
    attachment = _new_attachment(
        slot=slot,
        filename=filename,
        size=size,
        content_type=content_type,
        actor=actor,
        already=already,
        claimed_sha256=claimed_sha256,
        fingerprint=fingerprint,
    )
    attachment.upload_id = get_store().start_multipart(attachment.object_key, attachment.content_type)
    with transaction():
        db.session.add(attachment)
        record(Action.ATTACHMENT_STARTED, attachment, actor=actor, slot=slot.code, size=size)
        return attachment


def part_count(attachment: Attachment) -> int:
    """How many parts the file has."""
    return max(1, -(-attachment.size // attachment.part_size))


def part_urls(attachment: Attachment) -> list[dict[str, Any]]:
    """Where to send each part that the store does not have yet."""
    store = get_store()
    stored = {part.number for part in stored_parts(attachment)}
    return [
        {"number": number, "url": store.presign_part(attachment.object_key, attachment.upload_id, number)}
        for number in range(1, part_count(attachment) + 1)
        if number not in stored
    ]


def stored_parts(attachment: Attachment) -> list[Part]:
    """The parts the store already holds, so that a broken upload goes on where it stopped."""
    return get_store().list_parts(attachment.object_key, attachment.upload_id)


def stored_bytes(attachment: Attachment) -> int:
    """How much of an unfinished upload has arrived; none when the store cannot say."""
    try:
        return sum(part.size for part in stored_parts(attachment))
    except StoreError:
        return 0


def is_continued_by(attachment: Attachment, *, filename: str, size: int, fingerprint: str) -> bool:
    """Whether an unfinished upload is of the very file that its owner has chosen again."""
    unfinished = attachment.state is AttachmentState.UPLOADING and bool(fingerprint)
    same = (attachment.filename, attachment.size) == (rules.clean_filename(filename), size)
    return unfinished and same and attachment.fingerprint == fingerprint[:80]


def complete_upload(attachment: Attachment, *, actor: Any) -> None:
    """Join the parts that the store itself reports, and have the whole checked in the background."""
    if attachment.state is not AttachmentState.UPLOADING:
        return
    parts = stored_parts(attachment)
    whole = sorted(part.number for part in parts) == list(range(1, part_count(attachment) + 1))
    if not whole:
        raise FileRefusedError(FileProblem.INTERRUPTED)
    try:
        get_store().complete_multipart(attachment.object_key, attachment.upload_id, parts)
    except StoreError as error:
        raise FileRefusedError(FileProblem.INTERRUPTED) from error
    _hand_over(attachment, actor=actor)


def store_whole(
    *, slot: Slot, filename: str, stream: BinaryIO, size: int, content_type: str, actor: Any, already: int = 0
) -> Attachment:
    """Take a file that came through the portal itself: a form without script, or a rehearsal."""
    attachment = _new_attachment(
        slot=slot, filename=filename, size=size, content_type=content_type, actor=actor, already=already
    )
    get_store().put(attachment.object_key, stream, attachment.content_type)
    with transaction():
        db.session.add(attachment)
        record(Action.ATTACHMENT_STARTED, attachment, actor=actor, slot=slot.code, size=size)
        _hand_over(attachment, actor=actor)
    return attachment


def _hand_over(attachment: Attachment, *, actor: Any) -> None:
    with transaction():
        attachment.state, attachment.completed_at = AttachmentState.VERIFYING, clock.now()
        db.session.flush()
        enqueue("attachments.verify", attachment_id=attachment.id)
        record(Action.ATTACHMENT_COMPLETED, attachment, actor=actor)


def remove(attachment: Attachment, *, actor: Any) -> None:
    """Take a file away; its bytes are deleted once that is committed."""
    key, upload_id, uploading = (
        attachment.object_key,
        attachment.upload_id,
        attachment.state is AttachmentState.UPLOADING,
    )
    with transaction():
        attachment.state = AttachmentState.REMOVED
        record(Action.ATTACHMENT_REMOVED, attachment, actor=actor)
        after_commit(lambda: _abort(key, upload_id) if uploading else delete_object(key))
        drawn = select(Rendition.object_key).where(Rendition.attachment_id == attachment.id)
        for made in db.session.scalars(drawn):
            after_commit(partial(delete_object, made))


def _abort(key: str, upload_id: str) -> None:
    try:
        get_store().abort_multipart(key, upload_id)
    except StoreError:
        log.warning("An unfinished upload could not be removed from the store", exc_info=True)


def delete_object(key: str) -> None:
    """Delete the bytes under a key; a store that is away is no reason to fail what has been committed."""
    try:
        get_store().delete(key)
    except StoreError:
        log.warning("A removed file could not be deleted from the store", exc_info=True)


def download_url(attachment: Attachment) -> str:
    """A signed address that works for five minutes and never shows the file in place."""
    return get_store().presign_get(
        attachment.object_key, filename=attachment.filename, content_type="application/octet-stream"
    )
