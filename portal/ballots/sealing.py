"""Sealing what nobody may read in the database: drafts, urns and first counts of papers.

The key of a box comes from the installation's secret and the box's own salt, so that neither the database nor a
backup of it tells anything by itself.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.core.errors import PortalError

NONCE = 12
SALT = 16


class SealBrokenError(PortalError):
    """Raised when something sealed was changed, or when the secret of the installation is another than before."""

    message = _l("The sealed votes cannot be opened. Has SECRET_KEY been changed since the ballot was opened?")


def new_salt() -> bytes:
    """The salt of a new box."""
    return secrets.token_bytes(SALT)


def _key(salt: bytes) -> bytes:
    secret = current_app.config["SECRET_KEY"]
    material = secret if isinstance(secret, bytes) else secret.encode()
    return HKDF(SHA256(), length=32, salt=salt, info=b"vinhdanh ballot box").derive(material)


def seal(content: bytes, *, salt: bytes, purpose: str) -> bytes:
    """Seal content for one purpose, such as the urn of a box; never twice the same bytes."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key(salt)).encrypt(nonce, content, purpose.encode())


def unseal(sealed: bytes, *, salt: bytes, purpose: str) -> bytes:
    """What was sealed for this purpose."""
    try:
        return AESGCM(_key(salt)).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
    except InvalidTag as error:
        raise SealBrokenError() from error
