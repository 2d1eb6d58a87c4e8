"""Checks configuration and every connection, and says in words what to mend."""

from collections.abc import Callable
from dataclasses import dataclass

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import text

from portal.adapters.mail_transport import get_mail_transport
from portal.adapters.malware_scanner import get_scanner
from portal.adapters.object_store import get_store
from portal.adapters.pdf_signer import get_pdf_signer
from portal.adapters.pdf_writer import render_pdf
from portal.adapters.queue import get_queue
from portal.adapters.signer import get_signer
from portal.adapters.vault import get_vault
from portal.core.db import db


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, or what to do about it."""

    subject: str
    fine: bool
    words: str


def examine(app: Flask) -> list[Finding]:
    """Look at everything the portal needs, one after the other; a failure never hides the next."""
    examinations: tuple[tuple[str, Callable[[], str], str], ...] = (
        ("database", _database, "Check PORTAL_DATABASE_URL and that the server is running."),
        ("migrations", _migrations, "Run `portal upgrade` to bring the tables up to date."),
        (
            "object store",
            _store,
            "Check PORTAL_STORE and the PORTAL_S3_… settings, or the rights on PORTAL_STORE_ROOT.",
        ),
        ("queue", _queue, "Check PORTAL_QUEUE_URL; with Redis, that the server is running."),
        ("e-mail", _mail, "Check PORTAL_MAIL_URL and that the mail server accepts connections from here."),
        ("malware scanner", _scanner, "Check PORTAL_SCANNER_URL and that clamd listens there."),
        ("signing key", _signing_key, "Check that PORTAL_SIGNING_KEY_PATH can be read and is private."),
        ("PDF signature", _pdf_signature, "Check PORTAL_PDF_PKCS12_PATH and PORTAL_PDF_PKCS12_PASSWORD."),
        ("bank keys", _bank_keys, "Check that PORTAL_BANK_KEYS_PATH can be read and written, and is private."),
        ("typesetting", _typesetting, "Reinstall the package: the fonts or the typesetter are missing."),
    )
    with app.app_context():
        return [_look(subject, act, advice) for subject, act, advice in examinations]


def _look(subject: str, act: Callable[[], str], advice: str) -> Finding:
    try:
        return Finding(subject, True, act())
    except Exception as error:
        return Finding(subject, False, f"{type(error).__name__}: {str(error).splitlines()[0][:200]}. {advice}")
    finally:
        db.session.rollback()


def _database() -> str:
    db.session.execute(text("SELECT 1"))
    return f"{db.engine.dialect.name} answers"


def _migrations() -> str:
    directory = ScriptDirectory(str(current_app.config["MIGRATIONS_DIR"]))
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    head = directory.get_current_head()
    if current != head:
        raise RuntimeError(f"the tables are at {current or 'nothing'}, the code needs {head}")
    return f"at {current}"


def _store() -> str:
    get_store().check()
    return f"{type(get_store()).__name__} wrote, read and deleted a probe"


def _queue() -> str:
    get_queue().check()
    return "the queue answers"


def _mail() -> str:
    get_mail_transport().check()
    return f"{type(get_mail_transport()).__name__} is ready"


def _scanner() -> str:
    get_scanner().check()
    return f"{type(get_scanner()).__name__} is ready"


def _signing_key() -> str:
    signer = get_signer()
    signer.verify(b"probe", signer.sign(b"probe"))
    return f"public key {signer.public_key_hex[:16]}…"


def _pdf_signature() -> str:
    signer = get_pdf_signer()
    kind = (
        "the portal's own certificate, which no PDF reader knows" if signer.made_here else "the operator's certificate"
    )
    return f"{kind}: {signer.name}"


def _bank_keys() -> str:
    vault = get_vault()
    if vault.open(vault.close("probe")) != "probe":
        raise RuntimeError("the keys do not open what they closed")
    return "encrypt and open"


def _typesetting() -> str:
    pdf = render_pdf("document", {"title": "Vinh Danh", "paragraphs": ["Ề ở ữ"]})
    return f"made a PDF of {len(pdf)} bytes"
