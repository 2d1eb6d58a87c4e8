"""Pages that are the same for everybody: no session, no cookie, language in the address, so that caches may keep them.

Every answer carries a validator made of what is public now. Whoever keeps an answer asks again before using it; while
nothing public has changed, the question is answered by one small statement, without making the page.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, current_app, has_request_context, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.core.access import public

ASK_AGAIN = "public, max-age=0, must-revalidate"
KEPT_AND_STALE = "@1"
"""For nginx: keep the answer, and take it for stale at once, so that it is asked about every time."""

MARK = "portal.shared_mark"
"""Where the environment of a request says under which mark its answer was made."""

Stamp = tuple[str, datetime]
"""What is public now in a few characters, and since when."""


def shared_by(stamp: Callable[[], Stamp]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare public routes whose answers depend on nothing but the address and the stamp."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answered(*args: Any, **kwargs: Any) -> Any:
            mark, since = stamp()
            etag = _etag(mark)
            known = request.if_none_match.contains_weak(etag)
            answer = Response(status=304) if known else make_response(view(*args, **kwargs))
            if answer.status_code in (200, 304):
                request.environ[MARK] = mark
                answer.set_etag(etag)
                answer.last_modified = since
                answer.headers["Cache-Control"] = ASK_AGAIN
                answer.headers["X-Accel-Expires"] = KEPT_AND_STALE
            return answer

        answered.shared = True  # type: ignore[attr-defined]
        return public(answered)

    return declare


def _etag(mark: str) -> str:
    """One for each address, state of what is public, and version of the portal's own pages and texts."""
    told = f"{mark} {current_app.extensions['pages_version']} {request.full_path}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def is_shared(app: Flask, asked: Request) -> bool:
    """Whether a request asks for such a page; answered before the session is opened."""
    if asked.method not in ("GET", "HEAD"):
        return False
    endpoint: Any = asked.endpoint
    if endpoint is None:
        adapter = app.create_url_adapter(asked)
        try:
            endpoint = adapter.match()[0] if adapter else None
        except (HTTPException, RequestRedirect):
            return False
    return bool(getattr(app.view_functions.get(endpoint or ""), "shared", False))


def on_shared_page() -> bool:
    """Whether the page being made is one that everybody gets alike."""
    return has_request_context() and is_shared(current_app, request)


def _version_of(folders: list[Path]) -> str:
    """The fingerprint of all that pages are written with: a new version of the portal makes every answer new."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".mo")
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:16]


def init_app(app: Flask) -> None:
    """Know the version of the pages once, at the start."""
    root = Path(app.root_path)
    written = [Path(str(app.template_folder)), root / "translations", root / "static" / "css", root / "publication"]
    app.extensions["pages_version"] = _version_of(written)
