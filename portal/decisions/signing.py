"""Signing a list: an act with one's own account, or the scan of a signed sheet of paper."""

from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.dossier import scan_slot
from portal.awards.models import Category, Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.decisions import policies
from portal.decisions.models import ListVersion, Signature
from portal.judges.models import PanelRole, PanelSeat
from portal.judges.visibility import hidden_submissions

SCAN = scan_slot("list_signature")
"""The scan of a signed list: one file."""


class SignatureRefusedError(PortalError):
    """Raised when somebody may not sign; the message says why."""


class SignedAlreadyError(PortalError):
    """Raised for a second signature by the same office."""

    message = _l("This office has signed this list already.")


def sign(version: ListVersion, seat: PanelSeat, *, actor: Any) -> Signature:
    """Sign a list by the office of a seat; what is signed is its digest."""
    edition = db.session.get_one(Edition, version.edition_id)
    verdict = policies.can_sign(actor, seat, hidden_submissions(actor, edition))
    if not verdict or seat.judge.edition_id != edition.id or not policies.signs(seat, version):
        raise SignatureRefusedError(verdict.reason or _l("This list is not for your office to sign."))
    with transaction():
        return _keep(version, seat.role, seat.category, actor.name, None, actor)


def sign_by_scan(
    version: ListVersion,
    *,
    role: PanelRole,
    name: str,
    filename: str,
    stream: BinaryIO,
    size: int,
    content_type: str,
    actor: Any,
) -> Signature:
    """Keep the scan of a list that an office holder has signed on paper."""
    edition = db.session.get_one(Edition, version.edition_id)
    verdict = policies.can_keep_scans(actor, edition, hidden_submissions(actor, edition))
    if not verdict:
        raise SignatureRefusedError(verdict.reason)
    scan = attachments.store_whole(
        slot=SCAN, filename=filename, stream=stream, size=size, content_type=content_type, actor=actor
    )
    with transaction():
        return _keep(version, role, None, name, scan, actor)


def _keep(
    version: ListVersion, role: PanelRole, category: Category | None, name: str, scan: Attachment | None, actor: Any
) -> Signature:
    category_id = category.id if category is not None else None
    taken = select(Signature.id).where(
        Signature.list_version_id == version.id, Signature.role == role, Signature.name == name,
        Signature.category_id.is_not_distinct_from(category_id),
    )  # fmt: skip
    if db.session.scalar(taken.limit(1)) is not None:
        raise SignedAlreadyError()
    made = Signature(
        list_version_id=version.id, user_id=actor.id, name=name, role=role, category_id=category_id,
        digest=version.digest, scan=scan, signed_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    record(
        Action.LIST_SIGNED, version, actor=actor, role=role.value, category=category_id, name=name,
        digest=version.digest, on_paper=scan is not None,
    )  # fmt: skip
    return made
