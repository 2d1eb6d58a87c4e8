"""Leaving nothing behind of what is deleted or replaced, in SQLite's file and in its log."""

import sqlite3
from contextlib import closing

from sqlalchemy import text

from portal.core.db import after_commit, db


def overwrite_deleted() -> None:
    """Have SQLite overwrite what this transaction deletes or replaces, and empty its log once it is committed.

    What PostgreSQL leaves behind is for whoever calls this to seal.
    """
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(text("PRAGMA secure_delete=ON"))
        after_commit(_empty_log_at_once)


def _empty_log_at_once() -> None:
    """Where somebody reads at this moment, the worker does it within a minute."""
    empty_log(patience=0)


def empty_log(*, patience: float) -> bool:
    """Write SQLite's log back and cut it to nothing, waiting some seconds for others; False if they still read it.

    The log keeps a page as it was after each commit: of votes summed up in one row, every sum there has been.
    """
    url = db.session.get_bind().engine.url
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return True
    with closing(sqlite3.connect(str(url.database), timeout=patience)) as connection:
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:
            return False
    return not busy
