"""The contract of sending e-mail, against a real SMTP server and the outbox folder."""

import asyncio
import email
import email.policy
import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.adapters.mail_transport import OutboxTransport, SmtpTransport, make_transport
from tests.stack.server import free_port


class Box:
    def __init__(self):
        self.got = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.got.append((session.ssl is not None, session.authenticated, envelope.content))
        return "250 OK"


def message(to="tac-gia@example.com"):
    made = EmailMessage(policy=email.policy.SMTP)
    made["Subject"], made["From"], made["To"] = "Biên nhận hồ sơ", "Vinh Danh <no-reply@example.com>", to
    made.set_content("Hồ sơ của bạn đã đến.")
    return made


def certificate(directory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = directory / "server.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server(request, tmp_path):
    box, port, options = Box(), free_port(), {}
    if getattr(request, "param", "") == "starttls":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate(tmp_path))
        options = {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": lambda _s, _e, _c, _m, data: AuthResult(
                success=(data.login, data.password) == (b"portal", b"bi mat"), handled=False
            ),
        }
    controller = Controller(box, hostname="localhost", port=port, loop=asyncio.new_event_loop(), **options)
    controller.start()
    yield box, port
    controller.stop()


def test_message_arrives_with_its_vietnamese_words(server):
    box, port = server
    transport = make_transport(f"smtp://localhost:{port}")

    transport.check()
    transport.send(message())

    arrived = email.message_from_bytes(box.got[0][2], policy=email.policy.default)
    assert arrived["Subject"] == "Biên nhận hồ sơ"
    assert arrived.get_content().strip() == "Hồ sơ của bạn đã đến."


@pytest.mark.parametrize("server", ["starttls"], indirect=True)
def test_starttls_and_sign_in(server, tmp_path, monkeypatch):
    box, port = server
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))

    make_transport(f"smtp://portal:bi%20mat@localhost:{port}?tls=starttls").send(message())

    encrypted, authenticated, _content = box.got[0]
    assert (encrypted, authenticated) == (True, True)


@pytest.mark.parametrize("server", ["starttls"], indirect=True)
def test_certificate_that_nobody_vouches_for_is_refused(server):
    box, port = server

    with pytest.raises(ssl.SSLCertVerificationError):
        make_transport(f"smtp://portal:bi%20mat@localhost:{port}?tls=starttls").send(message())
    assert box.got == []


@pytest.mark.parametrize("server", ["starttls"], indirect=True)
def test_wrong_password_is_refused(server, tmp_path, monkeypatch):
    _box, port = server
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))

    with pytest.raises(smtplib.SMTPAuthenticationError):
        make_transport(f"smtp://portal:wrong@localhost:{port}?tls=starttls").check()


def test_server_that_is_not_there_is_an_error_for_the_job_to_try_again():
    with pytest.raises(OSError):
        SmtpTransport(f"smtp://127.0.0.1:{free_port()}").send(message())


def test_outbox_keeps_private_messages(tmp_path):
    transport = make_transport(f"outbox:{tmp_path}/out")

    transport.check()
    transport.send(message())

    (kept,) = (tmp_path / "out").glob("*.eml")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert email.message_from_bytes(kept.read_bytes(), policy=email.policy.default)["Subject"] == "Biên nhận hồ sơ"
    assert isinstance(transport, OutboxTransport)


def test_unknown_address_is_refused():
    with pytest.raises(ValueError, match="MAIL_URL"):
        make_transport("pigeon://roof")
