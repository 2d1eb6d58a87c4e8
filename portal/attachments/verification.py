"""Checking what arrived: size, SHA-256, content, malware; a file stays in quarantine until the scanner has answered."""

from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from sqlalchemy import select

from portal.accounts.models import User
from portal.adapters.malware_scanner import ScanVerdict, get_scanner
from portal.adapters.object_store import get_store
from portal.attachments import rules
from portal.attachments.dangers import problem_inside
from portal.attachments.inspection import Inspection, inspect
from portal.attachments.models import Attachment, AttachmentState, ScanState
from portal.attachments.renditions import RENDER_AFTER
from portal.attachments.rules import FileProblem
from portal.attachments.service import delete_object
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import after_commit, db, let_go, transaction
from portal.jobs.service import enqueue
from portal.notifications.service import notify
from portal.notifications.topics import Topic

COPY_IN_MEMORY = 8 * 1024 * 1024
ASK_AGAIN_AFTER = timedelta(minutes=1)
SCAN_STATES = {
    ScanVerdict.CLEAN: ScanState.CLEAN,
    ScanVerdict.INFECTED: ScanState.INFECTED,
    ScanVerdict.TOO_LARGE: ScanState.TOO_LARGE,
    ScanVerdict.UNAVAILABLE: ScanState.PENDING,
    ScanVerdict.NOT_SCANNED: ScanState.NOT_SCANNED,
}


def verify(attachment_id: int) -> None:
    """Re-read a stored file: size, SHA-256, type by content, malware; a second run finds it done."""
    attachment = db.session.get(Attachment, attachment_id)
    if attachment is None or attachment.state is not AttachmentState.VERIFYING:
        return
    key, extension = attachment.object_key, attachment.extension
    # Reading a large file takes long: no transaction is open meanwhile.
    let_go(attachment)
    with SpooledTemporaryFile(max_size=COPY_IN_MEMORY) as copy:
        with get_store().open(key) as stream:
            found = inspect(stream, cast("BinaryIO", copy))
        inside = problem_inside(extension, cast("BinaryIO", copy), found.size)
        copy.seek(0)
        scanned = get_scanner().scan(cast("BinaryIO", copy))
    if inside is None and not rules.content_fits(extension, set(found.extensions), found.head):
        inside = FileProblem.TYPE_DIFFERS
    with transaction():
        attachment = _held(attachment_id)
        if attachment.state is AttachmentState.VERIFYING:
            _judge(attachment, found, inside, SCAN_STATES[scanned.verdict])


def rescan(attachment_id: int) -> None:
    """Ask the scanner about a file that waits in quarantine because it could not be asked before."""
    attachment = db.session.get(Attachment, attachment_id)
    if attachment is None or not _in_quarantine(attachment):
        return
    key = attachment.object_key
    let_go(attachment)
    with get_store().open(key) as stream:
        scan = SCAN_STATES[get_scanner().scan(stream).verdict]
    with transaction():
        attachment = _held(attachment_id)
        if not _in_quarantine(attachment):
            return
        if scan is ScanState.INFECTED:
            _reject(attachment, FileProblem.INFECTED, scan)
        else:
            _settle(attachment, scan)
            if scan is not ScanState.PENDING:
                record(Action.ATTACHMENT_VERIFIED, attachment, actor=None, sha256=attachment.sha256, scan=scan.value)


def _in_quarantine(attachment: Attachment) -> bool:
    return attachment.state is AttachmentState.READY and attachment.scan_state is ScanState.PENDING


def _held(attachment_id: int) -> Attachment:
    statement = select(Attachment).where(Attachment.id == attachment_id).with_for_update(key_share=True)
    return db.session.execute(statement).scalar_one()


def _judge(attachment: Attachment, found: Inspection, inside: FileProblem | None, scan: ScanState) -> None:
    problem = rules.problem_of_content(
        claimed_size=attachment.size,
        size=found.size,
        claimed_sha256=attachment.claimed_sha256,
        sha256=found.sha256,
        inside=inside,
    )
    if scan is ScanState.INFECTED:
        problem = FileProblem.INFECTED
    if problem is not None:
        _reject(attachment, problem, scan)
        return
    attachment.sha256, attachment.state = found.sha256, AttachmentState.READY
    _settle(attachment, scan)
    record(Action.ATTACHMENT_VERIFIED, attachment, actor=None, sha256=found.sha256, scan=scan.value)


def _settle(attachment: Attachment, scan: ScanState) -> None:
    attachment.scan_state = scan
    if scan is ScanState.PENDING:
        enqueue("attachments.rescan", run_after=clock.now() + ASK_AGAIN_AFTER, attachment_id=attachment.id)
    else:
        enqueue("attachments.render", run_after=clock.now() + RENDER_AFTER, attachment_id=attachment.id)


def _reject(attachment: Attachment, problem: FileProblem, scan: ScanState) -> None:
    attachment.state, attachment.problem, attachment.scan_state = AttachmentState.REJECTED, problem.value, scan
    record(Action.ATTACHMENT_REJECTED, attachment, actor=None, problem=problem.value)
    key = attachment.object_key
    after_commit(lambda: delete_object(key))
    if problem is FileProblem.INFECTED:
        owner = db.session.get(User, attachment.owner_id) if attachment.owner_id else None
        if owner is None:
            return
        notify(owner, Topic.FILE_INFECTED, filename=attachment.filename)
