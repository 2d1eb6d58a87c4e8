"""Sending e-mail: by SMTP, or into a folder where one can look at it."""

import os
import smtplib
import ssl
import uuid
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask, current_app

TIMEOUT_SECONDS = 20


class MailTransport(Protocol):
    """Hands messages to whoever delivers them."""

    def send(self, message: EmailMessage) -> None: ...

    def check(self) -> None: ...


class OutboxTransport:
    """Writes each message as a private .eml file."""

    def __init__(self, directory: Path):
        self.directory = directory

    def send(self, message: EmailMessage) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        name = f"{uuid.uuid4().hex}.eml"
        temporary = self.directory / f".{name}"
        with open(os.open(temporary, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(message.as_bytes())
        os.replace(temporary, self.directory / name)

    def check(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        if not os.access(self.directory, os.W_OK):
            raise PermissionError(f"{self.directory.name} cannot be written")


class SmtpTransport:
    """Speaks SMTP, with STARTTLS or TLS and a login where the address says so."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "localhost", parts.port or 25
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.tls = parse_qs(parts.query).get("tls", [""])[0]

    def _connect(self) -> smtplib.SMTP:
        # Without a context of our own the library would accept any certificate.
        trust = ssl.create_default_context()
        if self.tls == "ssl":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=trust)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.tls == "starttls":
            connection.starttls(context=trust)
        if self.user:
            connection.login(self.user, self.password)
        return connection

    def send(self, message: EmailMessage) -> None:
        with self._connect() as connection:
            connection.send_message(message)

    def check(self) -> None:
        with self._connect() as connection:
            connection.noop()


def make_transport(url: str) -> MailTransport:
    """The transport an address names: `outbox:/folder` or `smtp://user:password@host:port?tls=starttls`."""
    if url.startswith("outbox:"):
        return OutboxTransport(Path(url.removeprefix("outbox:")))
    if url.startswith("smtp://"):
        return SmtpTransport(url)
    raise ValueError("MAIL_URL must start with outbox: or smtp://")


def init_app(app: Flask) -> None:
    """Choose the transport named by MAIL_URL."""
    app.extensions["mail_transport"] = make_transport(app.config["MAIL_URL"])


def get_mail_transport() -> MailTransport:
    """The transport of the running application."""
    transport: MailTransport = current_app.extensions["mail_transport"]
    return transport
