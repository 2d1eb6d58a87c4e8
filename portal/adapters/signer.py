"""Ed25519 signatures by the portal's own key."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import Flask, current_app


class Signer:
    """Signs and verifies with one key, kept in a private file and made on first use."""

    def __init__(self, path: Path):
        self._key = _load(path) if path.exists() else _create(path)

    def sign(self, content: bytes) -> bytes:
        return self._key.sign(content)

    def verify(self, content: bytes, signature: bytes) -> bool:
        try:
            self._key.public_key().verify(signature, content)
        except InvalidSignature:
            return False
        return True

    @property
    def public_key_hex(self) -> str:
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return self._key.public_key().public_bytes(*raw).hex()


def verify_with(public_key_hex: str, content: bytes, signature_hex: str) -> bool:
    """Whether a signature fits the content and a public key (both 64 and 128 hexadecimal digits); never raises."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key_hex))
        key.verify(bytes.fromhex(signature_hex), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _load(path: Path) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} holds no Ed25519 key")
    return key


def _create(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
    try:
        # Several processes start at once: the first key wins, the others read it.
        os.link(temporary, path)
    except FileExistsError:
        key = _load(path)
    finally:
        temporary.unlink()
    return key


def init_app(app: Flask) -> None:
    """Load the key named by SIGNING_KEY_PATH."""
    app.extensions["signer"] = Signer(Path(app.config["SIGNING_KEY_PATH"]))


def get_signer() -> Signer:
    """The signer of the running application."""
    signer: Signer = current_app.extensions["signer"]
    return signer
