"""The signed documents of a decision: made by the portal, or signed elsewhere and uploaded."""

import hashlib
import io
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.adapters.malware_scanner import ScanVerdict, get_scanner
from portal.adapters.object_store import get_store
from portal.adapters.pdf_signatures import signatures_in
from portal.adapters.pdf_signer import get_pdf_signer
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, let_go, transaction
from portal.core.errors import PortalError
from portal.core.i18n import localized
from portal.decisions.models import Decision, DecisionPaper, PaperKind
from portal.decisions.paper import decision_pdf
from portal.decisions.queries import latest_paper
from portal.decisions.settings import settings_of

LARGEST = 20 * 1024 * 1024


class PaperRefusedError(PortalError):
    """Raised for an uploaded document that proves nothing; the words say why."""


def make_paper(decision_id: int) -> None:
    """Set and sign the document of a decision; a second call finds it there and does nothing."""
    decision = db.session.get_one(Decision, decision_id)
    if latest_paper(decision_id) is not None:
        return
    edition = db.session.get_one(Edition, decision.edition_id)
    place, reference = localized(settings_of(edition).place), decision.reference
    content = decision_pdf(edition, decision)
    # Signing and storing take their time: no transaction is open meanwhile.
    let_go(decision)
    signer = get_pdf_signer()
    signed = signer.sign(content, reason=reference, place=place)
    _keep(decision, signed, PaperKind.MADE, [signer.name], actor=None)


def upload_paper(decision: Decision, content: bytes, *, actor: Any) -> DecisionPaper:
    """Take in the document as it was signed elsewhere; each signature must hold, and cover the file."""
    if len(content) > LARGEST:
        raise PaperRefusedError(_l("The file is larger than 20 MB."))
    if get_scanner().scan(io.BytesIO(content)).verdict is ScanVerdict.INFECTED:
        raise PaperRefusedError(_l("The malware scanner found something in this file."))
    found = signatures_in(content)
    if not found:
        raise PaperRefusedError(_l("This is no PDF with a digital signature. Choose the signed PDF."))
    if not all(one.intact and one.whole for one in found):
        raise PaperRefusedError(_l("The file was changed after it was signed. Choose the PDF as it was signed."))
    return _keep(decision, content, PaperKind.UPLOADED, [one.name for one in found], actor=actor)


def content_of(paper: DecisionPaper) -> bytes:
    """The bytes of a document."""
    with get_store().open(paper.object_key) as stream:
        return stream.read()


def _keep(decision: Decision, content: bytes, kind: PaperKind, signed_by: list[str], *, actor: Any) -> DecisionPaper:
    digest = hashlib.sha256(content).hexdigest()
    key = f"decisions/{decision.id}/{kind.value}-{digest[:32]}.pdf"
    get_store().put(key, content, "application/pdf")
    with transaction():
        paper = DecisionPaper(
            decision_id=decision.id,
            kind=kind,
            object_key=key,
            digest=digest,
            size=len(content),
            signed_by=signed_by,
            added_by_id=getattr(actor, "id", None),
            added_at=clock.now(),
        )
        db.session.add(paper)
        record(
            Action.DECISION_PAPER_ADDED, paper, actor=actor, edition_id=decision.edition_id, kind=kind.value,
            digest=digest, signed_by=signed_by,
        )  # fmt: skip
        return paper
