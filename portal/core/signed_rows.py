"""Signed, expiring secrets in addresses that name one row, for people who need no account."""

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=purpose)


def token_of(purpose: str, row_id: int) -> str:
    """The secret for one row; good for this purpose alone."""
    return str(_serializer(purpose).dumps(row_id))


def row_id_of(purpose: str, token: str, *, max_age: int) -> int | None:
    """The row that a secret names, or None when it is forged, older than `max_age` seconds or meant for another use."""
    try:
        claim: Any = _serializer(purpose).loads(token, max_age=max_age)
    except BadSignature:
        return None
    return claim if isinstance(claim, int) else None
