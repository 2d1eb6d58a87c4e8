"""Making the archive of a closed edition in the background: written to disk, signed, then handed to the store."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from flask import current_app
from sqlalchemy import func, select, update

from portal.adapters.object_store import get_store
from portal.adapters.signer import get_signer
from portal.archive import container, manifest
from portal.archive.contents import Contents, SealingError
from portal.archive.models import ArchiveState, Closing, Problem
from portal.archive.rows import belongs
from portal.archive.tables import KEPT
from portal.attachments.models import Attachment, Rendition
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.decisions.models import DecisionPaper
from portal.honours.models import CertificateFile
from portal.submissions.models import Submission, SubmissionVersion

TOLD_EVERY = 25
"""After so many parts the page is told how far it has come."""
ROOM = 200 * 1000 * 1000
"""What must be free on the disk beside the files themselves."""


def seal(closing_id: int) -> None:
    """Make the archive; safe to run twice: whoever was interrupted begins anew, and one that is there stays."""
    closing = _begin(closing_id)
    if closing is None:
        return
    folder = Path(current_app.config["VAR_DIR"]) / "archives"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"closing-{closing_id}-*"):
        left.unlink(missing_ok=True)
    try:
        if shutil.disk_usage(folder).free < _weight(closing.edition_id) + ROOM:
            raise SealingError(Problem.DISK_FULL, "")
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f"closing-{closing_id}-") as file:
            stream = cast("BinaryIO", file)
            written, digest = write_archive(closing, stream)
            file.flush()
            file.seek(0)
            _hand_over(closing_id, stream, written, digest)
    except SealingError as error:
        _set(closing_id, state=ArchiveState.FAILED, problem=error.problem, problem_at=error.part[:300])


def write_archive(closing: Closing, target: BinaryIO) -> tuple[container.Written, str]:
    """Write and sign the whole archive; gives the figures of the file, and the digest of its manifest."""
    signer, contents, digests = get_signer(), Contents(closing), []

    def entries() -> Iterator[container.Entry]:
        for done, entry in enumerate(contents.entries(), start=1):
            yield entry
            if done % TOLD_EVERY == 0:
                _set(closing.id, done=done)
        whole = manifest.manifest_of(contents.about(), contents.parts)
        content, digest = manifest.signed_manifest(whole, signer.public_key_hex, signer.sign)
        digests.append(digest)
        yield manifest.MANIFEST, [content]

    return container.write(target, entries(), signer.sign), digests[0]


def _begin(closing_id: int) -> Closing | None:
    with transaction():
        closing = _locked(closing_id)
        if closing.state is ArchiveState.SEALED or closing.reopened_at is not None:
            return None
        closing.state, closing.problem, closing.problem_at = ArchiveState.SEALING, None, ""
        closing.done, closing.total = 0, _parts(closing.edition_id)
        return closing


def _locked(closing_id: int) -> Closing:
    statement = select(Closing).where(Closing.id == closing_id).with_for_update(key_share=True)
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def _set(closing_id: int, **values: Any) -> None:
    with transaction():
        db.session.execute(update(Closing).where(Closing.id == closing_id).values(**values))


def _parts(edition_id: int) -> int:
    """How many parts there will be, near enough for a page that says how far it has come."""
    dossiers = select(func.count(func.distinct(SubmissionVersion.submission_id))).join(Submission)
    counts = (
        dossiers.where(Submission.edition_id == edition_id),
        select(func.count(Attachment.id)).where(belongs("attachments", edition_id)),
        select(func.count(Rendition.id)).where(belongs("renditions", edition_id)),
        select(func.count(DecisionPaper.id)).where(belongs("decision_papers", edition_id)),
        select(func.count(CertificateFile.certificate_id)).where(belongs("certificate_files", edition_id)),
    )
    return len(KEPT) + sum(db.session.scalar(count) or 0 for count in counts)


def _weight(edition_id: int) -> int:
    """The bytes of all files and of what was made of them."""
    with transaction() as session:
        sums = (
            select(func.sum(Attachment.size)).where(belongs("attachments", edition_id)),
            select(func.sum(Rendition.size)).where(belongs("renditions", edition_id)),
            select(func.sum(DecisionPaper.size)).where(belongs("decision_papers", edition_id)),
            select(func.sum(CertificateFile.size)).where(belongs("certificate_files", edition_id)),
        )
        return sum(int(session.scalar(one) or 0) for one in sums)


def _hand_over(closing_id: int, stream: BinaryIO, written: container.Written, digest: str) -> None:
    """Give the file to the store, then say so; an edition that was opened again meanwhile wants none."""
    key = f"archives/{closing_id}-{secrets.token_hex(16)}.zip"
    get_store().put(key, stream, "application/zip")
    with transaction():
        closing = _locked(closing_id)
        if closing.reopened_at is None and closing.state is not ArchiveState.SEALED:
            closing.state, closing.done, closing.sealed_at = ArchiveState.SEALED, closing.total, clock.now()
            closing.object_key, closing.size = key, written.size
            closing.sha256, closing.digest = written.sha256, digest
            edition = db.session.get_one(Edition, closing.edition_id)
            record(Action.ARCHIVE_SEALED, edition, actor=None, edition_id=edition.id, digest=digest, size=written.size)
            return
    get_store().delete(key)
