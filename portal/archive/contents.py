"""What is written into an archive, part after part; nothing is held in memory but the part at hand."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version as installed_version
from itertools import chain
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from portal.adapters.object_store import ObjectMissingError, get_store
from portal.archive import manifest
from portal.archive.container import Chunks, Entry, chunks_of
from portal.archive.dossier import dossier_pdf
from portal.archive.manifest import Part
from portal.archive.models import Closing, Problem
from portal.archive.retention import retention_of
from portal.archive.rows import BATCH, belongs, rows_of
from portal.archive.tables import KEPT, described
from portal.attachments.models import Attachment, AttachmentState, Rendition
from portal.audit.queries import spine
from portal.awards.models import Edition
from portal.core.db import transaction
from portal.core.digest import canonical_bytes
from portal.core.i18n import force_locale
from portal.decisions.models import DecisionPaper
from portal.honours.models import CertificateFile
from portal.publication.files import published_json
from portal.publication.queries import publications_of
from portal.submissions.models import Submission, SubmissionVersion

PLAIN_ENDING = re.compile(r"^[a-z0-9]{1,8}$")


class SealingError(Exception):
    """Raised when an archive cannot be whole; says why, and which part."""

    def __init__(self, problem: Problem, part: str):
        super().__init__(f"{problem.value}: {part}")
        self.problem, self.part = problem, part


class Contents:
    """The entries of one archive, each measured while it is written, so that the manifest can name them all."""

    def __init__(self, closing: Closing):
        self.closing = closing
        self.edition_id = closing.edition_id
        self.parts: list[Part] = []

    def entries(self) -> Iterator[Entry]:
        """Every part but the manifest, in their order."""
        written = (
            *(self._public(), self._tables(), self._audit(), self._dossiers()),
            *(self._papers(), self._files(), self._renditions()),
        )
        for path, chunks in chain.from_iterable(written):
            yield path, self._measured(path, chunks)

    def _measured(self, path: str, chunks: Chunks) -> Chunks:
        sha256, size = hashlib.sha256(), 0
        for chunk in chunks:
            sha256.update(chunk)
            size += len(chunk)
            yield chunk
        self.parts.append(Part(path, size, sha256.hexdigest()))

    def about(self) -> dict[str, Any]:
        """What the manifest says before the paths."""
        with transaction() as session:
            return self._about(session.get_one(Edition, self.edition_id), self.closing)

    @staticmethod
    def _about(edition: Edition, closing: Closing) -> dict[str, Any]:
        return {
            "portal": installed_version("vinhdanh"),
            "award": {"slug": edition.award.slug, "name": edition.award.name},
            "edition": {
                "code": edition.code,
                "slug": edition.slug,
                "year": edition.year,
                "name": edition.name,
                "time_zone": edition.time_zone,
            },
            "closing": {
                "number": closing.number,
                "reason": closing.reason,
                "closed_at": closing.closed_at.isoformat(),
            },
            "chain": {"sequence": closing.chain_sequence, "digest": closing.chain_digest},
            "retention": retention_of(edition),
        }

    def _public(self) -> Iterator[Entry]:
        # No transaction stays open while anything is written: others would wait for it.
        with transaction() as session:
            edition = session.get_one(Edition, self.edition_id)
            rules, releases = canonical_bytes(edition.rules), publications_of(edition)
        yield manifest.RULES, [rules]
        for one in reversed(releases):
            yield f"{manifest.PUBLICATIONS}{one.number}.json", [published_json(one).encode()]

    def _tables(self) -> Iterator[Entry]:
        yield manifest.DESCRIPTION, [canonical_bytes(described())]
        for kept in KEPT:
            yield manifest.table_path(kept.name), _lines(rows_of(kept, self.edition_id))

    def _audit(self) -> Iterator[Entry]:
        yield manifest.AUDIT, _lines(spine(self.edition_id, self.closing.chain_sequence))

    def _dossiers(self) -> Iterator[Entry]:
        newest = select(func.max(SubmissionVersion.id)).group_by(SubmissionVersion.submission_id)
        wanted = (
            select(SubmissionVersion.id)
            .join(Submission, Submission.id == SubmissionVersion.submission_id)
            .where(Submission.edition_id == self.edition_id, SubmissionVersion.id.in_(newest))
            .order_by(Submission.number)
        )
        with transaction() as session:
            ids = list(session.scalars(wanted))
        for version_id in ids:
            yield self._dossier(version_id)

    def _dossier(self, version_id: int) -> Entry:
        language = str(current_app.config["BABEL_DEFAULT_LOCALE"])
        with transaction() as session, force_locale(language):
            version = session.get_one(SubmissionVersion, version_id)
            path = f"{manifest.DOSSIERS}{version.submission.number}.pdf"
            content = dossier_pdf(version.submission, version, language)
        return path, [content]

    def _papers(self) -> Iterator[Entry]:
        for key, sha256 in stored_papers(self.edition_id):
            path = manifest.paper_path(sha256)
            yield path, _stored(key, path, sha256)

    def _files(self) -> Iterator[Entry]:
        for one in stored_files(self.edition_id):
            ending = one.extension if PLAIN_ENDING.match(one.extension) else "bin"
            path = f"{manifest.FILES}{one.public_id}.{ending}"
            yield path, _stored(one.object_key, path, one.sha256)

    def _renditions(self) -> Iterator[Entry]:
        for one, public_id in stored_renditions(self.edition_id):
            path = f"{manifest.RENDITIONS}{public_id}/{one.kind.value}-{one.position}"
            yield path, _stored(one.object_key, path)


def stored_papers(edition_id: int) -> list[tuple[str, str]]:
    """The signed decisions and certificates of an edition: key and SHA-256 of each, none twice."""
    with transaction() as session:
        found = [
            tuple(row)
            for model in (DecisionPaper, CertificateFile)
            for row in session.execute(
                select(model.object_key, model.digest)
                .where(belongs(model.__tablename__, edition_id))
                .order_by(model.digest)
            )
        ]
    return list({sha256: (key, sha256) for key, sha256 in found}.values())


def stored_files(edition_id: int) -> Iterator[Any]:
    """The files of an edition that were taken in and not taken away."""
    kept = Attachment.state == AttachmentState.READY
    yield from _batches(select(Attachment).where(belongs("attachments", edition_id), kept), Attachment.id)


def stored_renditions(edition_id: int) -> Iterator[Any]:
    """What was made of those files to look at, each with the public id of its file."""
    statement = (
        select(Rendition, Attachment.public_id)
        .join(Attachment, Attachment.id == Rendition.attachment_id)
        .where(belongs("renditions", edition_id), Attachment.state == AttachmentState.READY)
    )
    yield from _batches(statement, Rendition.id)


def _batches(statement: Any, key: Any) -> Iterator[Any]:
    last = 0
    while True:
        with transaction() as session:
            found = session.execute(statement.where(key > last).order_by(key).limit(BATCH)).all()
        yield from (row if len(row) > 1 else row[0] for row in found)
        if len(found) < BATCH:
            return
        last = found[-1][0].id


def _lines(rows: Iterable[dict[str, Any]]) -> Chunks:
    for row in rows:
        yield canonical_bytes(row) + b"\n"


def _stored(key: str, path: str, expected: str = "") -> Chunks:
    """An object of the store, which must be what was submitted."""
    sha256 = hashlib.sha256()
    try:
        with get_store().open(key) as stream:
            for chunk in chunks_of(stream):
                sha256.update(chunk)
                yield chunk
    except ObjectMissingError as error:
        raise SealingError(Problem.FILE_MISSING, path) from error
    if expected and sha256.hexdigest() != expected:
        raise SealingError(Problem.FILE_CHANGED, path)
