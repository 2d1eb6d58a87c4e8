"""Reading the outbox."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from portal.core.db import db
from portal.notifications.models import Email
from portal.notifications.topics import Topic


def letters_since(address: str, topics: Iterable[Topic], since: datetime) -> int:
    """How many e-mails of some topics have been written to an address since a moment."""
    statement = select(func.count()).select_from(Email).where(
        Email.recipient == address, Email.topic.in_([one.value for one in topics]), Email.created_at >= since
    )  # fmt: skip
    return db.session.scalar(statement) or 0
