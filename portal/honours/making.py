"""Making the signed PDFs of certificates, several at a time."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import zipstream
from sqlalchemy import select

from portal.adapters.object_store import get_store
from portal.adapters.pdf_signer import PdfSigner, get_pdf_signer
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.honours.certificate import content_for, render
from portal.honours.models import Certificate, CertificateFile

AT_ONCE = 2
"""While one is typeset, which needs no interpreter, another is signed."""


@dataclass(frozen=True, slots=True)
class _Order:
    certificate_id: int
    number: str
    edition_code: str
    content: dict[str, Any]


def make_files(certificate_ids: Iterable[int]) -> int:
    """Make the PDFs that are missing among some certificates; how many there were. Safe to be called twice."""
    orders = _orders(list(certificate_ids))
    # Typesetting, signing and storing take their time: no transaction is open meanwhile.
    db.session.commit()
    signer, store = get_pdf_signer(), get_store()
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for order, content in zip(orders, workers.map(lambda one: _signed(one, signer), orders), strict=True):
            digest = hashlib.sha256(content).hexdigest()
            key = f"certificates/{order.edition_code}/{order.number}-{digest[:16]}.pdf"
            store.put(key, content, "application/pdf")
            _note(order.certificate_id, key, digest, len(content))
    return len(orders)


def _orders(ids: list[int]) -> list[_Order]:
    statement = (
        select(Certificate, Edition)
        .join(Edition, Edition.id == Certificate.edition_id)
        .outerjoin(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(Certificate.id.in_(ids), CertificateFile.certificate_id.is_(None))
        .order_by(Certificate.id)
    )
    return [
        _Order(certificate.id, certificate.number, edition.code, content_for(edition, certificate))
        for certificate, edition in db.session.execute(statement)
    ]


def _signed(order: _Order, signer: PdfSigner) -> bytes:
    return signer.sign(render(order.content), reason=order.content["title"])


def _note(certificate_id: int, key: str, digest: str, size: int) -> None:
    with transaction():
        # Two workers may have made the same one: the first to say so keeps it.
        db.session.execute(
            select(Certificate.id).where(Certificate.id == certificate_id).with_for_update(key_share=True)
        )
        if db.session.get(CertificateFile, certificate_id) is None:
            db.session.add(
                CertificateFile(
                    certificate_id=certificate_id, object_key=key, digest=digest, size=size, made_at=clock.now()
                )
            )


def content_of(file: CertificateFile) -> bytes:
    """The bytes of a certificate."""
    with get_store().open(file.object_key) as stream:
        return stream.read()


def packed(certificates: list[Certificate]) -> Iterator[bytes]:
    """A ZIP of certificates, piece by piece; each is read when its turn has come.

    What the pieces come from is asked for here, so that whoever sends them needs no context of a request: one that is
    kept open until a reader has gone away would be closed amid somebody else's.
    """
    archive = zipstream.ZipStream(compress_type=zipstream.ZIP_STORED)
    store = get_store()
    for one in certificates:
        if one.file is not None:
            archive.add(_pieces(store, one.file.object_key), f"{one.number}.pdf")
    return iter(archive)


def _pieces(store: Any, key: str) -> Iterator[bytes]:
    with store.open(key) as stream:
        yield from iter(lambda: stream.read(1 << 16), b"")
