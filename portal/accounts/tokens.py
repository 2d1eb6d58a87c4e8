"""Signed, expiring links sent by e-mail."""

from enum import StrEnum

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.accounts.models import User


class Purpose(StrEnum):
    """What a link may do; one made for one purpose is worthless for another."""

    VERIFY = "verify"
    RESET = "reset"


LIFETIME = {Purpose.VERIFY: 3 * 24 * 3600, Purpose.RESET: 14 * 24 * 3600}


def _serializer(purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"accounts.{purpose}")


def make_token(user: User, purpose: Purpose) -> str:
    """A link's secret, bound to the account's address and epoch, so that using it once makes it worthless."""
    return str(_serializer(purpose).dumps([user.id, user.email, user.session_epoch, bool(user.verified_at)]))


def read_token(token: str, purpose: Purpose) -> list[object] | None:
    """What the token says, or None when it is forged, expired or meant for something else."""
    try:
        claims = _serializer(purpose).loads(token, max_age=LIFETIME[purpose])
    except BadSignature:
        return None
    return claims if isinstance(claims, list) and len(claims) == 4 else None


def token_fits(claims: list[object], user: User, purpose: Purpose) -> bool:
    """Whether the account still is as it was when the link was made."""
    same = claims[:3] == [user.id, user.email, user.session_epoch]
    return same and (purpose is Purpose.RESET or claims[3] == bool(user.verified_at))
