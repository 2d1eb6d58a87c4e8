"""A private PostgreSQL: fast because it never waits for the disk."""

import getpass
import os
import pwd
import shutil
from pathlib import Path

from tests.stack.server import LeftOutError, Server, free_port, need

PROGRAMS = sorted((str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
SYSTEM_USER = "postgres"
SETTINGS = {
    "fsync": "off",
    "jit": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class Postgres(Server):
    """One cluster; the superuser may create a database for each test worker."""

    name = "PostgreSQL"

    def start(self) -> dict[str, str]:
        initdb, postgres, ready = (need(name, *PROGRAMS) for name in ("initdb", "postgres", "pg_isready"))
        as_user, user = self._unprivileged()
        data, port = self.directory / "data", free_port()
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={user}"]
        self.run([*as_user, initdb, "-D", str(data), *options], timeout=60)
        flags = [flag for key, value in SETTINGS.items() for flag in ("-c", f"{key}={value}")]
        sockets = ["-c", "unix_socket_directories="]
        self.spawn([*as_user, postgres, "-D", str(data), "-p", str(port), *sockets, *flags])
        self.wait_until(lambda: _succeeds(ready, port, user), seconds=20)
        return {"PORTAL_TEST_POSTGRES_URL": f"postgresql+psycopg://{user}@127.0.0.1:{port}/postgres"}

    def _unprivileged(self) -> tuple[list[str], str]:
        """PostgreSQL refuses to run as root: then it runs as the user Debian made for it."""
        if os.geteuid() != 0:
            return [], getpass.getuser()
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError as error:
            raise LeftOutError(f"PostgreSQL refuses root, and there is no user {SYSTEM_USER}") from error
        setpriv = need("setpriv")
        shutil.chown(self.directory, SYSTEM_USER)
        return [setpriv, f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--init-groups"], SYSTEM_USER


def _succeeds(ready: str, port: int, user: str) -> bool:
    return os.spawnv(os.P_WAIT, ready, [ready, "-q", "-h", "127.0.0.1", "-p", str(port), "-U", user]) == 0
