"""A live portal for a real browser: web server and worker as processes, PostgreSQL, S3, clamd and SMTP behind them."""

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, sync_playwright

from tests.browser.live import ROOT, LivePortal, Mailbox, Stages
from tests.browser.walker import AXE
from tests.stack.server import free_port

POSTGRES = os.environ.get("PORTAL_TEST_POSTGRES_URL", "")
CHROMIUM = os.environ.get("PORTAL_TEST_CHROMIUM", "")


@pytest.fixture(scope="session")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A private SMTP server."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, loop=asyncio.new_event_loop())
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture(scope="session")
def installation(mailbox: tuple[Mailbox, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortal]:
    """The production parts, all real, started once for each process of tests: starting costs more than most tests."""
    if not (POSTGRES and CHROMIUM):
        pytest.skip("no private servers and Chromium: run through `make test`")
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run through `make test`")
    box, smtp_port = mailbox
    port, name = free_port(), f"live_{uuid.uuid4().hex[:10]}"
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **_environment(url, name, tmp_path_factory.mktemp("live"), smtp_port)}
    portal = LivePortal(url, environment, box, Stages(environment))
    portal.command("prepare-store")
    portal.begin("empty")
    worker = subprocess.Popen([sys.executable, "-m", "portal.cli", "worker"], env=environment, cwd=ROOT)
    yield portal
    processes = [worker, *([portal.web] if portal.web else [])]
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)
    portal.stages.drop()


@pytest.fixture(scope="module")
def live_portal(installation: LivePortal, browser: Browser) -> Iterator[LivePortal]:
    """The installation with empty tables and no letters, and a web server that runs.

    No file of tests meets what another has left: database and queue begin anew, the windows of people are closed, and
    nobody's files are found again, because their names in the bucket are drawn by lot.
    """
    installation.begin("empty")
    installation.start()
    yield installation
    for context in browser.contexts:
        context.close()


def _environment(url: str, database: str, directory: Path, smtp_port: int) -> dict[str, str]:
    return {
        "PORTAL_VAR_DIR": str(directory),
        "PORTAL_SECRET_KEY": "k" * 48,
        "PORTAL_BASE_URL": url,
        "PORTAL_DATABASE_URL": POSTGRES.rpartition("/")[0] + f"/{database}",
        "PORTAL_STORE": "s3",
        "PORTAL_S3_ENDPOINT_URL": os.environ["PORTAL_TEST_S3_ENDPOINT"],
        "PORTAL_S3_ACCESS_KEY": os.environ["PORTAL_TEST_S3_ACCESS_KEY"],
        "PORTAL_S3_SECRET_KEY": os.environ["PORTAL_TEST_S3_SECRET_KEY"],
        "PORTAL_S3_BUCKET": database.replace("_", "-"),
        "PORTAL_QUEUE_URL": _redis(),
        "PORTAL_RATELIMIT_STORAGE_URI": _redis(),
        "PORTAL_SCANNER_URL": f"clamd://{os.environ['PORTAL_TEST_CLAMD']}",
        "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
    }


def _redis() -> str:
    """A Redis database for each process of tests: on a shared one, portals would take each other's wake-up calls."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return os.environ["PORTAL_TEST_REDIS_URL"].rpartition("/")[0] + f"/{1 + process}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM:
        pytest.skip("no Chromium: run through `make test`")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()
