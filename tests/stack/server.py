"""What the private servers share: free ports, starting, waiting until they answer, stopping for certain."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

LOG_TAIL = 1500
STOP_SECONDS = 8


class LeftOutError(Exception):
    """Raised when a server cannot take part; the message is the reason shown to the developer."""


class Server:
    """One private server in its own folder; the subclasses say how it is started and how it is reached."""

    name = "server"

    def __init__(self, directory: Path):
        self.directory = directory
        self.processes: list[subprocess.Popen[bytes]] = []
        self._stopped = threading.Event()

    def start(self) -> dict[str, str]:
        """Start, wait until ready, and give the environment variables by which tests find the server."""
        raise NotImplementedError

    def spawn(self, command: list[str], log: str = "server") -> subprocess.Popen[bytes]:
        """A process in a session of its own, so that Ctrl+C reaches us first and we stop it in order."""
        if self._stopped.is_set():
            raise LeftOutError("it was stopped while starting")
        with (self.directory / f"{log}.out").open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def run(self, command: list[str], timeout: float = 30) -> str:
        """Run a step of the preparation to its end; its output, or LeftOutError with what it said."""
        if self._stopped.is_set():
            raise LeftOutError("it was stopped while starting")
        try:
            done = subprocess.run(
                command, cwd=self.directory, capture_output=True, text=True, timeout=timeout, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise LeftOutError(f"{Path(command[0]).name} did not finish in {timeout:.0f} seconds") from error
        if done.returncode:
            said = (done.stderr or done.stdout).strip()[-LOG_TAIL:]
            raise LeftOutError(f"{Path(command[0]).name} failed with {done.returncode}:\n{said}")
        return done.stdout

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Ask every tenth of a second; LeftOutError with the end of the log when it takes too long."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._stopped.is_set():
                raise LeftOutError("it was stopped while starting")
            for process in self.processes:
                if process.poll() is not None:
                    raise LeftOutError(f"it ended with {process.returncode}:\n{self._log_tail()}")
            if time.monotonic() > deadline:
                raise LeftOutError(f"it was not ready after {seconds:.0f} seconds:\n{self._log_tail()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask every process to end, last started first; insist after some seconds."""
        self._stopped.set()
        for process in reversed(self.processes):
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in reversed(self.processes):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()

    def _log_tail(self) -> str:
        logs = sorted(self.directory.glob("*.out")) + sorted(self.directory.glob("log/*.log"))
        return "\n".join(text[-LOG_TAIL:] for log in logs if (text := log.read_text(errors="replace").strip()))


def _signal_group(process: subprocess.Popen[bytes], which: signal.Signals) -> None:
    if process.poll() is None:
        try:
            os.killpg(process.pid, which)
        except ProcessLookupError:
            return


_given_ports: set[int] = set()
_ports_lock = threading.Lock()


def free_port() -> int:
    """A port of the loopback interface that is free now and that no other server here was given."""
    with _ports_lock:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            if port not in _given_ports:
                _given_ports.add(port)
                return port


def answers(port: int) -> bool:
    """Whether something accepts connections on a port of the loopback interface."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def need(program: str, *folders: str) -> str:
    """The path of a program, also looked for in some folders; LeftOutError when it is not installed."""
    search = os.pathsep.join([*folders, os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    found = shutil.which(program, path=search)
    if found is None:
        raise LeftOutError(f"{program} is not installed (tests/stack/install.sh installs it on Debian)")
    return found
