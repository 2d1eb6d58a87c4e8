"""The addresses of bytes that came from people: no cookie is read or set there, and nothing sent from there may act."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, request
from flask.sessions import NullSession, SecureCookieSessionInterface

from portal.core.shared_pages import is_shared

FILE_ENDPOINTS = frozenset({"disk_store.download", "renditions.show"})
"""What serves such bytes: on the files' own host where there is one, and nothing else there."""
FILE_PATHS = ("/store/object", "/renditions/")
"""Their paths: sessions are opened before it is known which endpoint answers."""
BOXED_IN = "sandbox; default-src 'none'"


class CookielessSessions(SecureCookieSessionInterface):
    """Ordinary sessions, and none at all where files are served or where everybody gets the same page."""

    def open_session(self, app: Flask, request: Request) -> Any:
        if request.path.startswith(FILE_PATHS) or is_shared(app, request):
            return NullSession()
        return super().open_session(app, request)


def serves_files() -> bool:
    """Whether this request asks for bytes that came from people, or came to the host that has nothing else."""
    main, files = (urlsplit(current_app.config[name]).netloc for name in ("BASE_URL", "FILES_URL"))
    return request.path.startswith(FILE_PATHS) or (main != files and request.host == files)


def box_in(response: Response) -> None:
    """Whatever is sent from there, an error too, runs nothing, is taken for nothing else and is kept by nobody."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", BOXED_IN)
    headers.setdefault("Content-Disposition", "inline")
    headers.setdefault("Cache-Control", "private, no-store")
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")


def init_app(app: Flask) -> None:
    """Serve files without sessions."""
    app.session_interface = CookielessSessions()
