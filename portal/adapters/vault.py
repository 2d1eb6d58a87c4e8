"""Encryption of what few may read: keys in a file of their own, apart from the database and other secrets."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask, current_app


class UnreadableError(Exception):
    """Raised for content that none of the keys opens."""


class Vault:
    """Encrypts with the first key of its file, and opens with any; the file is made on first use."""

    def __init__(self, path: Path):
        self.path = path

    def _keys(self) -> MultiFernet:
        if not self.path.exists():
            _write(self.path, [Fernet.generate_key()], first=True)
        return MultiFernet([Fernet(line) for line in self.path.read_bytes().split()])

    def close(self, text: str) -> str:
        """The text, encrypted and authenticated."""
        return self._keys().encrypt(text.encode()).decode()

    def open(self, closed: str) -> str:
        """What was encrypted; with a lost key or changed content UnreadableError."""
        try:
            return self._keys().decrypt(closed.encode()).decode()
        except InvalidToken as error:
            raise UnreadableError("none of the keys opens this") from error

    def renew(self, closed: str) -> str:
        """The same content under the newest key."""
        try:
            return self._keys().rotate(closed.encode()).decode()
        except InvalidToken as error:
            raise UnreadableError("none of the keys opens this") from error

    def add_key(self) -> None:
        """A new key in front of the others, which still open what they closed."""
        self._keys()
        _write(self.path, [Fernet.generate_key(), *self.path.read_bytes().split()])

    def forget_old_keys(self) -> None:
        """Keep the newest key only, once everything has been encrypted with it."""
        self._keys()
        _write(self.path, self.path.read_bytes().split()[:1])


def _write(path: Path, keys: list[bytes], *, first: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(b"\n".join(keys) + b"\n")
    if not first:
        os.replace(temporary, path)
        return
    try:
        # Several processes may need the first key at once: one wins, the others use it.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def init_app(app: Flask) -> None:
    """Use the keys of BANK_KEYS_PATH."""
    app.extensions["vault"] = Vault(Path(app.config["BANK_KEYS_PATH"]))


def get_vault() -> Vault:
    """The vault of the running application."""
    vault: Vault = current_app.extensions["vault"]
    return vault
