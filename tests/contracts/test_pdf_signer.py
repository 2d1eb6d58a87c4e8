"""PAdES signatures: checked by pyHanko's own validator and by poppler, and broken by any change."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from portal.adapters.pdf_signatures import FoundSignature, signatures_in
from portal.adapters.pdf_signer import PdfSigner, UnusableKeyError
from portal.core import clock
from tests.factories import PDF
from tests.pdf_checks import check_by_qpdf, needs_readers, signatures_by_poppler


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return PdfSigner(tmp_path_factory.mktemp("keys") / "own.p12")


@pytest.fixture(scope="module")
def signed(signer):
    return signer.sign(PDF, reason="Thử chữ ký", place="Thành phố")


def test_signature_holds_by_the_validator_that_trusts_the_certificate(signer, signed):
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    trusted = translate_pyca_cryptography_cert_to_asn1(x509.load_der_x509_certificate(signer.certificate))

    context = ValidationContext(trust_roots=[trusted], allow_fetching=False)
    # In a thread of its own: a browser of other tests may have an event loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        status = thread.submit(validate_pdf_signature, signature, context).result()

    assert (status.bottom_line, status.coverage.name) == (True, "ENTIRE_FILE")
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


@needs_readers
def test_signature_holds_by_another_reader(signed, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)

    told = signatures_by_poppler(path)

    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "No syntax or stream encoding errors" in check_by_qpdf(path)


def test_any_change_breaks_it_and_what_comes_after_is_not_covered(signed):
    changed = signed.replace(b"/MediaBox", b"/MediaBoy", 1)

    assert signatures_in(signed) == [FoundSignature("Vinh Danh", intact=True, whole=True, kept=True)]
    assert [one.intact for one in signatures_in(changed)] == [False]
    assert [one.whole for one in signatures_in(signed + b"\n% more")] == [False]
    assert signatures_in(PDF) == signatures_in(b"no PDF") == signatures_in(b"") == []


def test_own_key_is_private_and_made_once(signer, signed):
    assert signer.path.stat().st_mode & 0o777 == 0o600
    assert PdfSigner(signer.path).certificate == signer.certificate


def test_operators_key_needs_its_password(tmp_path):
    path = tmp_path / "office.p12"
    path.write_bytes(_office(b"open sesame"))

    assert PdfSigner(path, "open sesame", made_here=False).name == "Office"
    for wrong in (PdfSigner(path, "x", made_here=False), PdfSigner(tmp_path / "none.p12", "", made_here=False)):
        with pytest.raises(UnusableKeyError):
            wrong.sign(PDF)


def _office(password):
    key, name = rsa.generate_private_key(65537, 2048), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Office")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(clock.now()).not_valid_after(clock.now() + timedelta(days=9))
    certificate = made.sign(key, hashes.SHA256())
    return pkcs12.serialize_key_and_certificates(b"office", key, certificate, None, BestAvailableEncryption(password))
