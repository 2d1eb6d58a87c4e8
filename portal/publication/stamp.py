"""What is public now, in one small statement: the validator of every public page."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from portal.core.db import db, reading
from portal.core.shared_pages import Stamp, shared_by
from portal.publication.models import PublicChange

NO_MARK, NOTHING_YET = "0", datetime(2026, 1, 1, tzinfo=UTC)
NEWEST = select(PublicChange.id, PublicChange.at).order_by(PublicChange.id.desc()).limit(1)


def current_stamp() -> Stamp:
    """The number and moment of the newest act that changed what the public sees."""
    row = db.session.execute(NEWEST).one_or_none()
    return (str(row.id), row.at) if row else (NO_MARK, NOTHING_YET)


def mark_reader(engine: Engine) -> Callable[[], str]:
    """A way to read the number of that act outside any request, in a transaction of its own."""
    bare = engine.execution_options(isolation_level="AUTOCOMMIT")

    def mark_now() -> str:
        token = reading.set(True)
        try:
            with bare.connect() as connection:
                found = connection.execute(NEWEST).first()
        finally:
            reading.reset(token)
        return str(found.id) if found else NO_MARK

    return mark_now


shared = shared_by(current_stamp)
"""The decorator of public routes that everybody gets alike."""
