"""The signed documents of a decision: made by the portal, and signed on by the office with the word of two people."""

import hashlib
import io
import uuid
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.adapters.malware_scanner import ScanVerdict, get_scanner
from portal.adapters.object_store import get_store
from portal.adapters.pdf_signatures import signatures_in
from portal.adapters.pdf_signer import get_pdf_signer
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition
from portal.core import clock
from portal.core.db import db, let_go, transaction
from portal.core.errors import PortalError
from portal.core.i18n import localized
from portal.decisions import policies
from portal.decisions.models import Decision, DecisionPaper, PaperAnswer, PaperKind
from portal.decisions.paper import decision_pdf
from portal.decisions.public_words import refuse_private
from portal.decisions.queries import latest_paper, made_paper, waiting_paper
from portal.decisions.settings import settings_of
from portal.judges.visibility import hidden_submissions

LARGEST = 20 * 1024 * 1024


class PaperRefusedError(PortalError):
    """Raised for an uploaded document that proves nothing; the words say why."""


class PaperAnsweredError(PortalError):
    """Raised when an uploaded document no longer waits."""

    message = _l("This document has been answered, or a newer one has taken its place. Open the page again.")


def make_paper(decision_id: int) -> None:
    """Set and sign the document of a decision; a second call finds it there and does nothing."""
    decision = db.session.get_one(Decision, decision_id)
    if made_paper(decision_id) is not None:
        return
    edition = db.session.get_one(Edition, decision.edition_id)
    place, reference = localized(settings_of(edition).place), decision.reference
    content = decision_pdf(edition, decision)
    # Signing and storing take their time: no transaction is open meanwhile.
    let_go(decision)
    signer = get_pdf_signer()
    signed = signer.sign(content, reason=reference, place=place)
    key = _stored(decision, signed, PaperKind.MADE)
    with transaction():
        _keep(decision, signed, PaperKind.MADE, [signer.name], key=key, actor=None)


def upload_paper(decision: Decision, content: bytes, *, reason: str, actor: Any) -> DecisionPaper:
    """Take in the portal's document with the office's signatures; it counts once another person has accepted it.

    Where the edition is content with one person, it counts at once.
    """
    edition = db.session.get_one(Edition, decision.edition_id)
    if not reason.strip():
        raise PaperRefusedError(_l("Write why this document takes the place of the one before it."))
    refuse_private(edition, reason)
    names = _signers(decision, content)
    key = _stored(decision, content, PaperKind.UPLOADED)
    with transaction():
        lock_edition(decision.edition_id)
        paper = _keep(decision, content, PaperKind.UPLOADED, names, key=key, actor=actor, reason=reason.strip())
        if not settings_of(edition).second_person:
            accept(paper, actor=actor)
        return paper


def _signers(decision: Decision, content: bytes) -> list[str]:
    """Whom the signatures name in a document that is ours with signatures added, and refused if it is anything else."""
    if len(content) > LARGEST:
        raise PaperRefusedError(_l("The file is larger than 20 MB."))
    if get_scanner().scan(io.BytesIO(content)).verdict is ScanVerdict.INFECTED:
        raise PaperRefusedError(_l("The malware scanner found something in this file."))
    made = made_paper(decision.id)
    if made is None:
        raise PaperRefusedError(
            _l("The portal's document is still being made. Fetch it in a moment and have it signed.")
        )
    found = signatures_in(content)
    if not found:
        raise PaperRefusedError(_l("This is no PDF with a digital signature. Choose the signed PDF."))
    if not all(one.intact and one.whole for one in found):
        raise PaperRefusedError(_l("The file was changed after it was signed. Choose the PDF as it was signed."))
    # A signature is added behind the bytes that are there: what was typeset here is still read, to the letter.
    if not content.startswith(content_of(made)) or not all(one.kept for one in found):
        raise PaperRefusedError(
            _l(
                "This is not the portal's document of this decision. Fetch that PDF here, have it signed, and upload"
                " it."
            )
        )
    if len(found) == len(made.signed_by):
        raise PaperRefusedError(_l("Nobody has signed this document since it was fetched. Have it signed first."))
    return [one.name for one in found]


def accept(paper: DecisionPaper, *, actor: Any) -> None:
    """Let an uploaded document take the place of the one before it, for whoever may read that."""
    decision = db.session.get_one(Decision, paper.decision_id)
    edition = db.session.get_one(Edition, decision.edition_id)
    with transaction():
        _hold(decision, paper)
        verdict = policies.can_accept_paper(actor, edition, paper, hidden_submissions(actor, edition))
        if not verdict:
            raise PaperRefusedError(verdict.reason)
        before = latest_paper(decision.id)
        _answer(paper, accepted=True, actor=actor)
        record(
            Action.DECISION_PAPER_REPLACED, paper, actor=actor, edition_id=decision.edition_id,
            before=before.digest if before else "", digest=paper.digest, reason=paper.reason,
            uploaded_by=paper.added_by_id or 0,
        )  # fmt: skip


def drop(paper: DecisionPaper, *, reason: str, actor: Any) -> None:
    """Let an uploaded document go; the one before it keeps its place."""
    if not reason.strip():
        raise PaperRefusedError(_l("Write why the document is dropped; it stays in the audit log."))
    decision = db.session.get_one(Decision, paper.decision_id)
    with transaction():
        _hold(decision, paper)
        _answer(paper, accepted=False, actor=actor, reason=reason.strip())
        record(
            Action.DECISION_PAPER_DROPPED, paper, actor=actor, edition_id=decision.edition_id, digest=paper.digest,
            reason=reason.strip(),
        )  # fmt: skip


def content_of(paper: DecisionPaper) -> bytes:
    """The bytes of a document."""
    with get_store().open(paper.object_key) as stream:
        return stream.read()


def _hold(decision: Decision, paper: DecisionPaper) -> None:
    lock_edition(decision.edition_id)
    db.session.expire(paper, ["answer"])
    waiting = waiting_paper(decision.id)
    if waiting is None or waiting.id != paper.id:
        raise PaperAnsweredError()


def _answer(paper: DecisionPaper, *, accepted: bool, actor: Any, reason: str = "") -> None:
    db.session.add(
        PaperAnswer(
            paper_id=paper.id, accepted=accepted, reason=reason, answered_by_id=actor.id, answered_at=clock.now()
        )
    )
    db.session.flush()
    db.session.expire(paper, ["answer"])


def _stored(decision: Decision, content: bytes, kind: PaperKind) -> str:
    key = f"decisions/{decision.id}/{kind.value}-{uuid.uuid4().hex}.pdf"
    get_store().put(key, content, "application/pdf")
    return key


def _keep(
    decision: Decision,
    content: bytes,
    kind: PaperKind,
    signed_by: list[str],
    *,
    key: str,
    actor: Any,
    reason: str = "",
) -> DecisionPaper:
    paper = DecisionPaper(
        decision_id=decision.id, kind=kind, object_key=key, digest=hashlib.sha256(content).hexdigest(),
        size=len(content), signed_by=signed_by, reason=reason, added_by_id=getattr(actor, "id", None),
        added_at=clock.now(),
    )  # fmt: skip
    db.session.add(paper)
    record(
        Action.DECISION_PAPER_ADDED, paper, actor=actor, edition_id=decision.edition_id, kind=kind.value,
        digest=paper.digest, signed_by=signed_by, reason=reason,
    )  # fmt: skip
    return paper
