"""Headers, cookies and limits that every answer carries."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.core import files_host
from portal.core.db import end_reading, reading
from portal.core.files_host import FILE_ENDPOINTS, serves_files

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def content_security_policy(origins: list[str], files_url: str = "'self'") -> str:
    """Only our own scripts and styles; uploads may also go to the store's origin, files come from their host."""
    stores = " ".join([*origins, files_url])
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: {stores}".strip(),
            f"media-src 'self' {stores}".strip(),
            "font-src 'self'",
            f"connect-src 'self' {stores}".strip(),
            f"frame-src {files_url}",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _headers(response: Response) -> Response:
    headers = response.headers
    if serves_files():
        files_host.box_in(response)
    headers.setdefault("Content-Security-Policy", g.get("csp", ""))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-store" if request.method != "GET" else "private, no-cache")
    return response


def init_app(app: Flask) -> None:
    """Attach CSRF protection, rate limits and headers."""
    files_host.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    if app.config["PROXY_COUNT"]:
        count = app.config["PROXY_COUNT"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]

    main, files = (urlsplit(app.config[name]).netloc for name in ("BASE_URL", "FILES_URL"))

    @app.before_request
    def begin() -> None:
        if main != files and (request.host == files) != (request.endpoint in FILE_ENDPOINTS):
            raise NotFound()
        g.reading_token = reading.set(request.method in SAFE_METHODS)
        store = app.extensions.get("object_store")
        g.csp = content_security_policy(getattr(store, "connect_origins", []), app.config["FILES_URL"])

    @app.teardown_request
    def end(error: Any) -> None:
        if error is None:
            end_reading()
        if (token := g.pop("reading_token", None)) is not None:
            reading.reset(token)

    app.after_request(_headers)
