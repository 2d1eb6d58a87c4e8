"""The portal as it runs in service, with web server and worker, on the private servers of `tests.stack`."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import create_engine, text

from tests.stack.server import free_port

ROOT = Path(__file__).parent.parent
POSTGRES = os.environ.get("PORTAL_TEST_POSTGRES_URL", "")
# As in docs/operators.md and deploy/.
GUNICORN = (
    "--worker-class",
    "gthread",
    "--workers",
    "2",
    "--threads",
    "4",
    "--keep-alive",
    "75",
    "--log-level",
    "warning",
)
CONDITIONS = "Two cores for everything: generator or browser, web server, worker, PostgreSQL, Ceph, Redis, clamd."


class _Letters:
    """An SMTP server that takes every letter and keeps none."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802
        return "250 OK"


@dataclass(frozen=True)
class Live:
    """Where the portal answers, the environment of its commands, and the number of its web server's first process."""

    url: str
    environment: dict[str, str]
    web: int

    def command(self, *arguments: str) -> str:
        """Run a `portal` command of this installation."""
        return _run(self.environment, "-m", "portal.cli", *arguments)

    def web_memory(self) -> int:
        """Resident bytes of the web server's processes, the first and its workers."""
        children = Path(f"/proc/{self.web}/task/{self.web}/children").read_text().split()
        return sum(_resident(int(process)) for process in (self.web, *children))


def _resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def need_servers() -> None:
    """Stop with a sentence unless the private servers run."""
    if not POSTGRES or "PORTAL_TEST_S3_ENDPOINT" not in os.environ:
        sys.exit("No private servers: python -m tests.stack exec -- python -m bench.…")


@contextmanager
def live_portal(application: str = "portal.wsgi:app") -> Iterator[Live]:
    """Empty tables and an empty bucket, a web server and a worker; all gone afterwards."""
    need_servers()
    name, port, smtp = f"bench_{uuid.uuid4().hex[:10]}", free_port(), Controller(_Letters(), "127.0.0.1", free_port())
    smtp.start()
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    processes: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = {**os.environ, **_settings(name, folder, port, smtp.port)}
        try:
            for verb in ("upgrade", "prepare-store"):
                _run(environment, "-m", "portal.cli", verb)
            web = ["-m", "gunicorn", application, *GUNICORN, "--bind", f"127.0.0.1:{port}"]
            # Each a service of its own, which the kernel gives a share of its own, as under systemd.
            processes += [
                subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT, start_new_session=True)
                for arguments in (web, ["-m", "portal.cli", "worker"])
            ]
            _wait(environment["PORTAL_BASE_URL"])
            yield Live(environment["PORTAL_BASE_URL"], environment, processes[0].pid)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=60)
            smtp.stop()
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            admin.dispose()


def _settings(database: str, folder: str, port: int, smtp_port: int) -> dict[str, str]:
    return {
        "PORTAL_VAR_DIR": folder,
        "PORTAL_SECRET_KEY": "k" * 48,
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        # As behind the documented proxy: each person comes from an address of her own.
        "PORTAL_PROXY_COUNT": "1",
        "PORTAL_DATABASE_URL": POSTGRES.rpartition("/")[0] + f"/{database}",
        "PORTAL_STORE": "s3",
        "PORTAL_S3_ENDPOINT_URL": os.environ["PORTAL_TEST_S3_ENDPOINT"],
        "PORTAL_S3_ACCESS_KEY": os.environ["PORTAL_TEST_S3_ACCESS_KEY"],
        "PORTAL_S3_SECRET_KEY": os.environ["PORTAL_TEST_S3_SECRET_KEY"],
        "PORTAL_S3_BUCKET": database.replace("_", "-"),
        "PORTAL_QUEUE_URL": os.environ["PORTAL_TEST_REDIS_URL"],
        "PORTAL_RATELIMIT_STORAGE_URI": os.environ["PORTAL_TEST_REDIS_URL"],
        "PORTAL_SCANNER_URL": f"clamd://{os.environ['PORTAL_TEST_CLAMD']}",
        "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
    }


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the portal did not start")
