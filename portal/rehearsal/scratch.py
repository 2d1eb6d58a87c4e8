"""A scratch database and store beside the configured ones, gone when the rehearsal ends."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, make_url, text

from config import Settings
from portal.adapters.disk_store import DiskStore
from portal.core.db import db


@contextmanager
def scratch_settings(settings: Settings) -> Iterator[Settings]:
    """The same kinds of database and store as configured, but empty and private."""
    directory = Path(tempfile.mkdtemp(prefix="rehearsal-"))
    name = f"rehearsal_{uuid.uuid4().hex[:10]}"
    configured_url, settings.VAR_DIR = settings.SQLALCHEMY_DATABASE_URI, directory
    settings.STORE_ROOT = directory / "store"
    settings.QUEUE_URL = "memory:"
    settings.MAIL_URL = f"outbox:{directory}/outbox"
    settings.SIGNING_KEY_PATH = directory / "signing-key.pem"
    settings.BANK_KEYS_PATH = directory / "bank-keys"
    settings.S3_BUCKET = name.replace("_", "-")
    on_server = not configured_url.startswith("sqlite")
    if on_server:
        _execute(configured_url, f"CREATE SCHEMA {name}")
        settings.SQLALCHEMY_DATABASE_URI = _in_schema(configured_url, name)
    else:
        settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{directory}/rehearsal.db"
    try:
        yield settings
    finally:
        if on_server:
            _execute(configured_url, f"DROP SCHEMA {name} CASCADE")
        shutil.rmtree(directory, ignore_errors=True)


def _in_schema(url: str, schema: str) -> str:
    return make_url(url).update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def make_tables() -> None:
    """The tables of the running application, all empty."""
    db.create_all()
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", _forget_the_disk)
        db.engine.dispose()


def _forget_the_disk(connection: Any, _record: Any) -> None:
    """A database that is thrown away afterwards need not survive a power cut."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA wal_autocheckpoint=20000")


def hurry(store: object) -> None:
    """A store that is thrown away afterwards need not wait for the disk."""
    if isinstance(store, DiskStore):
        store.durable = False
