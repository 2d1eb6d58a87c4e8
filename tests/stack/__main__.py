"""`python -m tests.stack exec -- COMMAND…`: run a command beside private servers, then stop them all."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

from tests.stack.ceph import Ceph
from tests.stack.chromium import Chromium
from tests.stack.clamd import Clamd
from tests.stack.postgres import Postgres
from tests.stack.redis import Redis
from tests.stack.server import LeftOutError, Server
from tests.stack.tools import Tools

SERVERS: list[type[Server]] = [Postgres, Redis, Ceph, Clamd, Chromium, Tools]
WIDTH = 100


def main(arguments: list[str]) -> int:
    """Start everything, run the command, stop everything; gives the command's exit code."""
    if len(arguments) < 3 or arguments[:2] != ["exec", "--"]:
        print("Usage: python -m tests.stack exec -- COMMAND [ARGUMENT…]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _interrupted)
    directory = Path(tempfile.mkdtemp(prefix="portal-stack-"))
    directory.chmod(0o711)  # PostgreSQL runs as another user when we are root.
    servers = [_make(kind, directory) for kind in SERVERS]
    try:
        began = time.monotonic()
        environment, left_out = _start(servers)
        running = ", ".join(server.name for server in servers if server.name not in left_out)
        print(f"Test stack ready after {time.monotonic() - began:.1f} s: {running or 'nothing'}.", flush=True)
        if left_out and os.environ.get("CI", "").lower() == "true":
            print("With CI=true nothing may be left out.", file=sys.stderr)
            return 1
        return _run(arguments[2:], {**os.environ, **environment})
    except KeyboardInterrupt:
        return 130
    finally:
        # A second Ctrl+C must not leave servers behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with ThreadPoolExecutor(len(servers)) as pool:
            list(pool.map(lambda server: server.stop(), servers))
        shutil.rmtree(directory, ignore_errors=True)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _make(kind: type[Server], directory: Path) -> Server:
    folder = directory / kind.__name__.lower()
    folder.mkdir()
    return kind(folder)


def _start(servers: list[Server]) -> tuple[dict[str, str], dict[str, str]]:
    """All at once; gives the environment they make, and by name why some are left out."""
    environment: dict[str, str] = {}
    left_out: dict[str, str] = {}
    with ThreadPoolExecutor(len(servers)) as pool:
        futures = {server: pool.submit(server.start) for server in servers}
        try:
            for server, future in futures.items():
                try:
                    environment |= future.result()
                except (LeftOutError, OSError) as reason:
                    left_out[server.name] = str(reason)
                    server.stop()
                    _shout(f"LEFT OUT: {server.name}, because {reason}")
        except KeyboardInterrupt:
            for server in servers:
                server.stop()
            raise
    return environment, left_out


def _shout(message: str) -> None:
    print("=" * WIDTH, *message.splitlines(), "=" * WIDTH, sep="\n", file=sys.stderr, flush=True)


def _run(command: list[str], environment: dict[str, str]) -> int:
    try:
        process = subprocess.Popen(command, env=environment)
    except OSError as error:
        print(f"{command[0]} cannot be run: {error.strerror}", file=sys.stderr)
        return 127
    try:
        code = process.wait()
    except KeyboardInterrupt:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
