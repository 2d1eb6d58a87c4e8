"""What is public now, in one small statement: the validator of every public page."""

from datetime import UTC, datetime

from sqlalchemy import select

from portal.core.db import db
from portal.core.shared_pages import Stamp, shared_by
from portal.publication.models import PublicChange

NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)


def current_stamp() -> Stamp:
    """The number and moment of the newest act that changed what the public sees."""
    statement = select(PublicChange.id, PublicChange.at).order_by(PublicChange.id.desc()).limit(1)
    row = db.session.execute(statement).one_or_none()
    return (str(row.id), row.at) if row else ("0", NOTHING_YET)


shared = shared_by(current_stamp)
"""The decorator of public routes that everybody gets alike."""
