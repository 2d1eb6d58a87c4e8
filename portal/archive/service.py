"""Closing an edition, opening it again, and handing out what was sealed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.adapters.object_store import get_store
from portal.archive.models import ArchiveState, Closing
from portal.archive.queries import latest_closing
from portal.audit.actions import Action
from portal.audit.models import ChainHead
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.jobs.service import enqueue
from portal.publication.queries import published_results

LINK_SECONDS = 300
JOB = "archive.seal"


class NotClosableError(PortalError):
    """Raised when an edition is closed that is closed already, still takes submissions, or has published nothing."""

    message = _l("An edition can be closed once its last deadline has passed and its results are published.")


class NotClosedError(PortalError):
    """Raised when an edition is opened again that is not closed."""

    message = _l("This edition is not closed.")


class NotSealedError(PortalError):
    """Raised when an archive is wanted that has not been made."""

    message = _l("The archive is not ready yet.")


def close(edition: Edition, *, reason: str, actor: Any) -> Closing:
    """End all changes, and have the archive made in the background."""
    now = clock.now()
    with transaction():
        _lock(edition)
        if edition.closed_at is not None or now < edition.last_deadline or published_results(edition) is None:
            raise NotClosableError()
        record(Action.EDITION_CLOSED, edition, actor=actor, edition_id=edition.id, reason=reason.strip())
        # The head stays locked until this is committed: what has happened up to here is all that ever will.
        head = db.session.execute(select(ChainHead.sequence, ChainHead.digest)).one()
        edition.closed_at = now
        closing = Closing(
            edition_id=edition.id,
            number=1 + (db.session.scalar(_highest(edition)) or 0),
            reason=reason.strip(),
            closed_by_id=actor.id,
            closed_at=now,
            chain_sequence=head.sequence,
            chain_digest=head.digest,
        )
        db.session.add(closing)
        db.session.flush()
        enqueue(JOB, closing_id=closing.id)
        return closing


def _highest(edition: Edition) -> Any:
    return select(func.max(Closing.number)).where(Closing.edition_id == edition.id)


def _lock(edition: Edition) -> None:
    db.session.refresh(edition, attribute_names=["closed_at"], with_for_update={"of": Edition, "key_share": True})


def reopen(edition: Edition, *, reason: str, actor: Any) -> None:
    """Let changes in again; what was sealed stays, and the next closing makes the next archive."""
    with transaction():
        _lock(edition)
        closing = latest_closing(edition)
        if edition.closed_at is None or closing is None:
            raise NotClosedError()
        edition.closed_at = None
        closing.reopened_at, closing.reopened_by_id = clock.now(), actor.id
        closing.reopen_reason = reason.strip()
        record(
            Action.EDITION_REOPENED, edition, actor=actor, edition_id=edition.id, reason=reason.strip(),
            closing=closing.number,
        )  # fmt: skip


def try_again(edition: Edition, *, actor: Any) -> None:
    """Have the archive made once more after what stood in the way was mended."""
    with transaction():
        closing = latest_closing(edition)
        if closing is None or closing.reopened_at is not None or closing.state is not ArchiveState.FAILED:
            raise NotClosedError()
        closing.state = ArchiveState.WAITING
        record(Action.ARCHIVE_STARTED, edition, actor=actor, edition_id=edition.id, closing=closing.number)
        enqueue(JOB, closing_id=closing.id)


def download_address(edition: Edition, closing: Closing, *, actor: Any) -> str:
    """A signed address that works for five minutes; who asked for it is written down."""
    with transaction():
        if closing.state is not ArchiveState.SEALED:
            raise NotSealedError()
        record(
            Action.ARCHIVE_DOWNLOADED, edition, actor=actor, edition_id=edition.id, closing=closing.number,
            digest=closing.digest,
        )  # fmt: skip
    return get_store().presign_get(
        closing.object_key,
        filename=f"{edition.slug}-{closing.number}.zip",
        content_type="application/zip",
        expires_in=LINK_SECONDS,
    )
