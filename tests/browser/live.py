"""The portal as it is served, with a web server that may be killed and tables that begin anew for each test file."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis
from sqlalchemy import Engine, create_engine, make_url, text

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30
"""Seconds."""
STAGES = {
    "empty": None,
    "hcmc": ["portal.cli", "load-preset", "hcmc", "--open-days", "30"],
    "accepted": ["tests.browser.seed_judging"],
    "published": ["tests.browser.seed_judging", "published"],
    "pairwise": ["tests.browser.seed_judging", "published", "pairwise"],
}
"""What the tables may hold at the beginning: nothing, or what one command makes of that."""


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


class Stages:
    """Databases to copy: each stage is made once, when a file of tests first asks for it."""

    def __init__(self, environment: dict[str, str]):
        self.environment = environment
        self.url = make_url(environment["PORTAL_DATABASE_URL"])
        self.live = self.url.database
        self.made: dict[str, Any] = {}
        self.admin: Engine = create_engine(self.url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def begin(self, stage: str) -> Any:
        """Put a copy of a stage in the place of the live database; gives what the stage's command has printed."""
        if stage not in self.made:
            self.made[stage] = self._make(stage)
        self._copy(f"{self.live}_{stage}", self.live)
        return self.made[stage]

    def _make(self, stage: str) -> Any:
        name = f"{self.live}_{stage}"
        if STAGES[stage] is None:
            self._copy("template1", name)
            return self._run(name, "portal.cli", "upgrade")
        if "empty" not in self.made:
            self.made["empty"] = self._make("empty")
        self._copy(f"{self.live}_empty", name)
        return self._run(name, *STAGES[stage])

    def _run(self, database: str, *command: str) -> str:
        url = self.url.set(database=database).render_as_string(hide_password=False)
        # The live worker knows nothing of this database: whoever makes a stage does the jobs of it as well.
        return run({**self.environment, "PORTAL_DATABASE_URL": url, "PORTAL_QUEUE_URL": "memory:"}, *command)

    def _copy(self, source: str, target: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {target} TEMPLATE {source}"))

    def drop(self) -> None:
        """Leave no database behind."""
        with self.admin.connect() as connection:
            for name in (self.live, *(f"{self.live}_{stage}" for stage in self.made)):
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        self.admin.dispose()


@dataclass
class LivePortal:
    """Where the portal answers, the environment its commands run in, and its web server, which may be killed."""

    url: str
    environment: dict[str, str]
    mailbox: Mailbox
    stages: Stages
    web: subprocess.Popen[bytes] | None = None

    def begin(self, stage: str) -> Any:
        """Begin with the tables of a stage, whatever happened before; gives what its command has printed, as JSON.

        No job of before runs on into the new tables, where its numbers would mean something else: what has not begun
        never begins, and what has begun is waited for.
        """
        if self.stages.made:
            self._let_jobs_end()
        printed = self.stages.begin(stage)
        Redis.from_url(self.environment["PORTAL_QUEUE_URL"]).flushdb()
        self.mailbox.messages.clear()
        return json.loads(printed.splitlines()[-1]) if printed.rstrip().endswith("}") else None

    def _let_jobs_end(self) -> None:
        deadline = time.monotonic() + PATIENCE
        with self.database() as connection:
            while True:
                connection.execute("DELETE FROM jobs WHERE state = 'queued'")
                if connection.execute("SELECT count(*) FROM jobs WHERE state = 'running'").fetchone() == (0,):
                    return
                assert time.monotonic() < deadline, "a job does not end"
                time.sleep(0.05)

    def command(self, *arguments: str) -> str:
        """Run a `portal` command of this installation."""
        return run(self.environment, "portal.cli", *arguments)

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of one's own, to see what is really stored."""
        with psycopg.connect(self.environment["PORTAL_DATABASE_URL"].replace("+psycopg", ""), autocommit=True) as one:
            yield one

    @property
    def lives(self) -> bool:
        """Whether the web server runs."""
        return self.web is not None and self.web.poll() is None

    def start(self) -> None:
        """Start the web server unless it runs."""
        if not self.lives:
            self.web = web_server(self.environment, int(self.url.rpartition(":")[2]))
            wait_for_answer(self.url)

    def kill(self) -> None:
        """End every process of the web server at once, without a word."""
        assert self.web is not None
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait(timeout=10)


def run(environment: dict[str, str], module: str, *arguments: str) -> str:
    """Run a module of ours to its end; gives what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
