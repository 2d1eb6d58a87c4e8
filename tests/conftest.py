"""One application a worker and backend; every test runs inside a transaction that is rolled back."""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text
from xdist.scheduler import LoadFileScheduling

import config
from portal import create_app
from portal.core.db import db
from portal.core.security import limiter
from tests.html_client import HtmlClient
from tests.moments import NOW

POSTGRES = os.environ.get("PORTAL_TEST_POSTGRES_URL", "")
S3 = os.environ.get("PORTAL_TEST_S3_ENDPOINT", "")
BACKENDS = ["sqlite-disk", "postgresql-s3"]
# These wait for processes of their own more than they compute, and what they start costs more than many of the tests.
WAITING = ("tests/browser/", "tests/contracts/test_queue.py", "tests/operations/test_demo_run.py", "tests/rehearsal/")

# How long one example takes says something of the machine, nothing of the rule it checks. What decides whether main is
# sound tries the same examples each time; new ones are looked for at everybody's desk.
hypothesis_settings.register_profile("portal", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("portal")


class Shares(LoadFileScheduling):
    """By file, except that those who wait are one share: one process starts Chromium and a live portal, and waits."""

    def _split_scope(self, nodeid: str) -> str:
        return "waiting" if nodeid.startswith(WAITING) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares | None:
    """What `--dist loadfile` means here: while one process waits, another computes."""
    return Shares(config, log) if config.getoption("dist") == "loadfile" else None


def _settings(backend: str, directory: Any, database_url: str) -> config.Settings:
    settings = config.Test()
    settings.VAR_DIR = directory
    settings.SECRET_KEY = "k" * 48
    settings.BASE_URL = "http://localhost"
    settings.RATELIMIT_ENABLED = True
    settings.SQLALCHEMY_DATABASE_URI = database_url
    settings.STORE_ROOT = directory / "store"
    settings.SIGNING_KEY_PATH = directory / "signing-key.pem"
    settings.BANK_KEYS_PATH = directory / "bank-keys"
    settings.QUEUE_URL = f"sqlite:///{directory}/queue.db"
    settings.MAIL_URL = f"outbox:{directory}/outbox"
    if backend == "postgresql-s3":
        settings.STORE = "s3"
        settings.S3_ENDPOINT_URL = settings.S3_PUBLIC_ENDPOINT_URL = S3
        settings.S3_ACCESS_KEY = os.environ["PORTAL_TEST_S3_ACCESS_KEY"]
        settings.S3_SECRET_KEY = os.environ["PORTAL_TEST_S3_SECRET_KEY"]
        settings.S3_BUCKET = f"test-{uuid.uuid4().hex[:12]}"
    return settings


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this worker's own on the private server."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield POSTGRES.rpartition("/")[0] + f"/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session", params=BACKENDS)
def built_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with an empty schema, once for each worker and backend."""
    backend = request.param
    if backend == "postgresql-s3" and not (POSTGRES and S3):
        pytest.skip("no private PostgreSQL and S3: run through `make test` or `python -m tests.stack exec`")
    directory = tmp_path_factory.mktemp(backend)
    url = f"sqlite:///{directory}/test.db" if backend == "sqlite-disk" else request.getfixturevalue("postgres_url")
    app = create_app(_settings(backend, directory, url))
    # Templates are compiled once for all workers and backends of this run.
    compiled = tmp_path_factory.getbasetemp().parent / "templates"
    compiled.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    # The limits are there, but only a test that asks for them meets them.
    limiter.enabled = False
    with app.app_context():
        if app.config["STORE"] == "s3":
            app.extensions["object_store"].ensure_bucket(app.config["BASE_URL"])
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application inside a transaction: what a test writes is gone afterwards."""
    with built_app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        try:
            yield built_app
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db.engines[None] = engine
            limiter.enabled = False


@pytest.fixture
def client(app: Flask) -> HtmlClient:
    """A browser-like client that checks every page it is given."""
    app.test_client_class = HtmlClient
    return app.test_client()  # type: ignore[return-value]


__all__ = ["NOW"]
