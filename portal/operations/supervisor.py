"""Starts the web server and the worker together, and stops both."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress

WEB_WORKERS = 2
WEB_THREADS = 4


def web_command(host: str, port: int) -> list[str]:
    """The command line of the web server, which waits for a line on standard input."""
    return [
        sys.executable, "-m", "portal.operations.web_server", "portal.wsgi:app",
        "--bind", f"{host}:{port}",
        "--worker-class", "gthread",
        "--workers", str(WEB_WORKERS),
        "--threads", str(WEB_THREADS),
        "--log-level", "warning",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The command line of the background worker."""
    return [sys.executable, "-m", "portal.cli", "worker"]


def supervise(host: str, port: int, *, prepare: Callable[[], None], when_ready: Callable[[], None]) -> int:
    """Prepare, then run both until one ends or somebody presses Ctrl+C; the exit status of the one that ended."""
    web = subprocess.Popen(web_command(host, port), stdin=subprocess.PIPE)  # noqa: S603
    processes = [web]
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    try:
        prepare()
        _tell_to_serve(web)
        processes.append(subprocess.Popen(worker_command()))  # noqa: S603
        _wait_until_answering(f"http://{host}:{port}/health", processes)
        when_ready()
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
        return next(process.returncode or 1 for process in processes if process.poll() is not None)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(processes)


def _tell_to_serve(web: subprocess.Popen[bytes]) -> None:
    # A server that has died already is noticed while waiting for its answer.
    if web.stdin is not None:
        with suppress(BrokenPipeError), web.stdin:
            web.stdin.write(b"serve\n")


def _wait_until_answering(url: str, processes: list[subprocess.Popen[bytes]], *, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            raise SystemExit("The server could not start; the reason is printed above.")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not answer within a minute.")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
