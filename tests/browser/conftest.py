"""A live portal for a real browser: web server and worker as processes, PostgreSQL, S3, clamd and SMTP behind them."""

import asyncio
import os
import re
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text

from tests.stack.server import free_port

ROOT = Path(__file__).parent.parent.parent
POSTGRES = os.environ.get("PORTAL_TEST_POSTGRES_URL", "")
CHROMIUM = os.environ.get("PORTAL_TEST_CHROMIUM", "")


@dataclass
class Mailbox:
    """What a real SMTP server has received."""

    messages: list[Any] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def link_to(self, address: str, pattern: str, patience: float = 20) -> str:
        """The link of the newest message to an address, waiting for the worker to send it."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for message in reversed(self.messages):
                body = message.get_body(("plain",)).get_content()
                if message["To"] == address and (found := re.search(pattern, body)):
                    return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no message to {address} with {pattern}")


@dataclass(frozen=True)
class LivePortal:
    """Where the portal answers, and the environment its commands run in."""

    url: str
    environment: dict[str, str]
    mailbox: Mailbox

    def command(self, *arguments: str) -> str:
        """Run a `portal` command of this installation."""
        done = subprocess.run(
            [sys.executable, "-m", "portal.cli", *arguments],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A private SMTP server."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, loop=asyncio.new_event_loop())
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture(scope="module")
def live_portal(mailbox: tuple[Mailbox, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortal]:
    """The production parts, all real, with empty tables: no file of tests meets what another has left."""
    if not (POSTGRES and CHROMIUM):
        pytest.skip("no private servers and Chromium: run through `make test`")
    box, smtp_port = mailbox
    directory, port, name = tmp_path_factory.mktemp("live"), free_port(), f"live_{uuid.uuid4().hex[:10]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **_environment(url, name, directory, smtp_port)}
    portal = LivePortal(url, environment, box)
    portal.command("upgrade")
    portal.command("prepare-store")
    processes = [
        web_server(environment, port),
        subprocess.Popen([sys.executable, "-m", "portal.cli", "worker"], env=environment, cwd=ROOT),
    ]
    wait_for_answer(url)
    yield portal
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


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


def web_server(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """Gunicorn as in production, with all its processes in a group of their own."""
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:app", "--bind", f"127.0.0.1:{port}"]
    options = ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    return subprocess.Popen([*command, *options], env=environment, cwd=ROOT, start_new_session=True)


def wait_for_answer(url: str) -> None:
    """Wait until the portal says that it is well."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the portal did not start")


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
