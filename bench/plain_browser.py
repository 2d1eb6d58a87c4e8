"""Chromium as a person runs it, but without a window: driven over its debugging pipe, nobody listens to its network.

A test driver that watches every request costs Chromium more processor time than a large upload itself; here only pages,
scripts and file choosers are driven (Chrome DevTools Protocol: `Page`, `Runtime`, `DOM`), so that what is timed is the
browser's own work.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"),
    *("--no-first-run", "--remote-debugging-pipe"),
)
PATIENCE = 600.0
GLANCE = 0.02
"""Seconds between two looks at the page: often enough for times in hundredths, seldom enough to cost nothing."""
COMMANDS_IN, ANSWERS_OUT = 3, 4
"""The file descriptors at which Chromium expects its pipe."""


class Page:
    """One page. Questions whether it may be left are answered with yes."""

    def __init__(self, commands: int, answers: int):
        self._commands, self._answers, self._kept, self._number, self._session = commands, answers, b"", 0, None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")

    def goto(self, address: str) -> None:
        """Open an address and wait until its page is whole."""
        self._call("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete'")

    def evaluate(self, expression: str) -> Any:
        """The value of a script."""
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def run_on_every_page(self, script: str) -> None:
        """Run a script before those of every page that is opened from now on."""
        self._call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def wait_for(self, expression: str, patience: float = PATIENCE) -> None:
        """Wait until a script is true; raises TimeoutError."""
        end = time.monotonic() + patience
        while self.evaluate(expression) is not True:
            if time.monotonic() > end:
                raise TimeoutError(expression)
            time.sleep(GLANCE)

    def choose(self, selector: str, file: Path) -> None:
        """Choose a file in a file field."""
        root = self._call("DOM.getDocument")["root"]["nodeId"]
        field = self._call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self._call("DOM.setFileInputFiles", files=[str(file)], nodeId=field)

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        number = self._send(method, params)
        while (message := self._next()).get("id") != number:
            if message.get("method") == "Page.javascriptDialogOpening":
                self._send("Page.handleJavaScriptDialog", {"accept": True})
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']['message']}")
        result: dict[str, Any] = message["result"]
        return result

    def _send(self, method: str, params: dict[str, Any]) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        return self._number

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._kept:
            read = os.read(self._answers, 1 << 16)
            if not read:
                raise RuntimeError("Chromium has ended")
            self._kept += read
        one, _, self._kept = self._kept.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message


@contextmanager
def plain_page() -> Iterator[Page]:
    """A page in a Chromium of its own; both are gone afterwards."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    command = f'exec "$@" {COMMANDS_IN}<&{theirs_in} {ANSWERS_OUT}>&{theirs_out}'
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        chromium = [os.environ["PORTAL_TEST_CHROMIUM"], *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(
            ["bash", "-c", command, "bash", *chromium],
            pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for end in (theirs_in, theirs_out):
            os.close(end)
        try:
            yield Page(ours_out, ours_in)
        finally:
            process.terminate()
            process.wait(timeout=60)
            for end in (ours_in, ours_out):
                os.close(end)
