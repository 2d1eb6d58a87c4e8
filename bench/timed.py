"""The portal as a web server calls it, with the time of its own work written on every answer."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from portal.wsgi import app as portal


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the portal does; `Server-Timing` says how long it took, and how much of that this thread computed."""
    began, computed = time.perf_counter(), time.thread_time()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        passed, busy = 1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - computed)
        return start_response(status, [*headers, ("Server-Timing", f"all;dur={passed:.3f}, cpu;dur={busy:.3f}")], *rest)

    return portal(environ, start)
