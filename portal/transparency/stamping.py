"""Time stamps over heads: asked for from the authority, or brought by an organizer; none is kept that does not hold."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.adapters.time_stamps import TimeStampAuthority, TimeStampError, get_authority
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, let_go, transaction
from portal.core.digest import canonical_bytes
from portal.core.errors import PortalError
from portal.transparency.models import HeadToken, LogHead


class TokenRefusedError(PortalError):
    """Raised for a time stamp that is not the known authority's, or not over this head."""

    message = _l("This is no time stamp of the known authority over this head. Choose the .tsr file made for it.")


class AlreadyStampedError(PortalError):
    """Raised for a head that has its time stamp."""

    message = _l("This head has its time stamp already.")


class NoAuthorityError(PortalError):
    """Raised where no authority is known, so that no time stamp could be checked."""

    message = _l("No time stamp authority is set up for this portal.")


def fetch(head_id: int) -> None:
    """Ask the authority for a time stamp; a head that has one, or a portal without an authority, is left alone."""
    head, authority = db.session.get_one(LogHead, head_id), get_authority()
    if authority is None or not authority.url or db.session.get(HeadToken, head_id) is not None:
        return
    content = canonical_bytes(head.document)
    # The authority is outside: no transaction stays open while it is asked.
    let_go(head)
    token = authority.stamp(content)
    _keep(head, token, authority.moment_of(token, content), actor=None)


def add(head: LogHead, token: bytes, *, actor: Any) -> HeadToken:
    """Keep a time stamp that somebody has got elsewhere, once it is found to hold."""
    authority: TimeStampAuthority | None = get_authority()
    if authority is None:
        raise NoAuthorityError()
    try:
        moment = authority.moment_of(token, canonical_bytes(head.document))
    except TimeStampError as error:
        raise TokenRefusedError() from error
    return _keep(head, token, moment, actor=actor)


def _keep(head: LogHead, token: bytes, moment: datetime, *, actor: Any) -> HeadToken:
    with transaction():
        if db.session.get(HeadToken, head.id) is not None:
            raise AlreadyStampedError()
        kept = HeadToken(
            head_id=head.id,
            token=token,
            stamped_at=moment,
            added_by_id=getattr(actor, "id", None),
            added_at=clock.now(),
        )
        db.session.add(kept)
        record(Action.HEAD_STAMPED, head, actor=actor, edition_id=head.edition_id, number=head.number)
        return kept
