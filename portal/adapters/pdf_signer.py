"""PAdES signatures in PDFs: by the operator's PKCS#12, or by a certificate that the portal makes for itself."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from flask import Flask, current_app

from portal.adapters.pdf_signatures import name_in
from portal.core import clock

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD = "Signature"
OWN_NAME = "Vinh Danh"
OWN_YEARS = 20
ROOM = 8192
"""Bytes kept for the signature; without a number everything would be signed twice to learn it."""


class UnusableKeyError(Exception):
    """Raised at the first signature when the PKCS#12 cannot be opened; the words name the setting."""


@dataclass(frozen=True)
class PdfSigner:
    """Signs PDFs with one key and certificate, read when the first is signed."""

    path: Path
    password: str = ""
    made_here: bool = True

    @cached_property
    def _signer(self) -> "SimpleSigner":
        from pyhanko.sign.signers import SimpleSigner

        if self.made_here and not self.path.exists():
            _make(self.path, clock.now())
        secret = self.password.encode() or None
        try:
            return SimpleSigner.load_pkcs12_data(self.path.read_bytes(), other_certs=[], passphrase=secret)
        except (OSError, ValueError) as error:
            raise UnusableKeyError("PORTAL_PDF_PKCS12_PATH and its password open no PKCS#12 file") from error

    @property
    def name(self) -> str:
        """Whom the certificate names."""
        return name_in(self._signer.signing_cert)

    @property
    def certificate(self) -> bytes:
        """The certificate itself (DER), for whoever wants to trust it."""
        certificate: Any = self._signer.signing_cert
        return bytes(certificate.dump())

    def sign(self, content: bytes, *, reason: str = "", place: str = "", field: str = FIELD) -> bytes:
        """The PDF with an invisible PAdES signature over all of it; PDF/A and PDF/UA stay what they were.

        A file that is signed already takes a further signature in a `field` of another name.
        """
        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        # A section added to a file must begin on a line of its own.
        writer = IncrementalPdfFileWriter(io.BytesIO(content if content.endswith(b"\n") else content + b"\n"))
        page, _resources = writer.find_page_for_modification(0)
        page.get_object()["/Tabs"] = generic.pdf_name("/S")
        # No page shows the signature: the box lies outside the page, as PDF/UA asks, and is not hidden, as PDF/A asks.
        invisible = fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
        spec = fields.SigFieldSpec(field, invis_sig_settings=invisible, readable_field_name=self.name)
        fields.append_signature_field(writer, spec)
        about = signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            reason=reason or None,
            location=place or None,
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        # Signing starts an event loop, and two cannot run in one thread: whoever calls may be inside of another.
        with ThreadPoolExecutor(max_workers=1) as thread:
            signed = thread.submit(signers.sign_pdf, writer, about, signer=self._signer, bytes_reserved=ROOM).result()
        return bytes(signed.getvalue())


def _make(path: Path, now: datetime) -> None:
    """A key and the certificate it gives itself, in a private file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OWN_NAME)])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
         "decipher_only"),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * OWN_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    content = pkcs12.serialize_key_and_certificates(OWN_NAME.encode(), key, certificate, None, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    try:
        # Several processes may sign their first at once: one key wins, the others use it.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def init_app(app: Flask) -> None:
    """Sign with the PKCS#12 of PDF_PKCS12_PATH, or with one of the portal's own beside its data."""
    given = app.config["PDF_PKCS12_PATH"]
    own = Path(app.config["VAR_DIR"]) / "pdf-signing.p12"
    app.extensions["pdf_signer"] = PdfSigner(Path(given or own), app.config["PDF_PKCS12_PASSWORD"], not given)


def get_pdf_signer() -> PdfSigner:
    """The PDF signer of the running application."""
    signer: PdfSigner = current_app.extensions["pdf_signer"]
    return signer
