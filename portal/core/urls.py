"""Addresses that leave the request: absolute links for e-mails and documents, and safe ways back."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for


def external_url(endpoint: str, **values: Any) -> str:
    """The public address of a page, also from a job or a command."""
    base = current_app.config["BASE_URL"]
    if current_app.config.get("SERVER_NAME") is None:
        with current_app.test_request_context(base_url=base):
            return f"{base}{url_for(endpoint, **values)}"
    return f"{base}{url_for(endpoint, _external=False, **values)}"


def absolute_url(endpoint: str, **values: Any) -> str:
    """The public address of a page, while a request is answered."""
    return f"{current_app.config['BASE_URL']}{url_for(endpoint, **values)}"


def safe_next(target: str | None, fallback: str) -> str:
    """The page to go back to: only an address of our own, never somebody else's."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target
