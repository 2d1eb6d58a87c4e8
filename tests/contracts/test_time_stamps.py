"""Time stamps by a real authority of the test's own: OpenSSL answers, over HTTP, as RFC 3161 says."""

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import select

from portal.adapters.time_stamps import TimeStampAuthority, TimeStampError
from portal.core.digest import canonical_bytes
from portal.transparency import service, stamping
from portal.transparency.heads import HeadKind
from portal.transparency.models import HeadToken
from tests.factories import db, make_edition, make_organizer

SETTINGS = """
[tsa]
dir = .
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
[extensions]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""


def openssl(directory, *arguments):
    subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority_dir(tmp_path_factory):
    """A root certificate and one for time stamps."""
    directory = tmp_path_factory.mktemp("tsa")
    (directory / "tsa.cnf").write_text(SETTINGS)
    (directory / "serial").write_text("01")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(directory, "req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-days", "9", "-subj", "/CN=Goc")
    openssl(directory, "req", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Dau thoi gian")
    openssl(
        directory, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-out", "tsa.pem", "-days", "9", "-extfile", "tsa.cnf", "-extensions", "extensions",
    )  # fmt: skip
    return directory


@pytest.fixture(scope="module")
def authority(authority_dir):
    """The adapter in front of a small server that asks OpenSSL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            (authority_dir / "ask.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl(
                authority_dir, "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "ask.tsq",
                "-out", "answer.tsr",
            )  # fmt: skip
            self.send_response(200)
            self.end_headers()
            self.wfile.write((authority_dir / "answer.tsr").read_bytes())

        def log_message(self, *_words):
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield TimeStampAuthority(authority_dir / "ca.pem", f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()


@pytest.fixture
def head(app, authority):
    """A sealed rule in a portal that knows the authority, as a setting would have it."""
    app.extensions["time_stamps"] = authority
    edition = make_edition()
    yield service.seal(edition, HeadKind.RULE, actor=make_organizer(edition))
    app.extensions["time_stamps"] = None


def test_time_stamp_holds_over_its_content_only(authority):
    token = authority.stamp(b"goc cay")

    assert authority.moment_of(token, b"goc cay").tzinfo is not None
    for wrong, content in ((token, b"goc khac"), (b"", b"goc cay"), (token[:-1], b"goc cay"), (b"x" * 99, b"goc cay")):
        with pytest.raises(TimeStampError):
            authority.moment_of(wrong, content)


def test_authority_that_does_not_answer_is_an_error(authority_dir):
    with pytest.raises(TimeStampError):
        TimeStampAuthority(authority_dir / "ca.pem", "http://127.0.0.1:9/").stamp(b"goc cay")


def test_stamp_is_fetched_once_and_served_for_openssl(head, client, authority_dir):
    stamping.fetch(head.id)
    stamping.fetch(head.id)
    edition = db.session.scalar(select(HeadToken)).head_id
    slug = db.session.scalar(select(service.Edition.slug).where(service.Edition.id == head.edition_id))
    for name, ending in (("head.json", "json"), ("head.tsr", "tsr")):
        answer = client.get(f"/editions/{slug}/heads/{head.number}.{ending}")
        (authority_dir / name).write_bytes(answer.get_data())

    openssl(authority_dir, "ts", "-verify", "-in", "head.tsr", "-data", "head.json", "-CAfile", "ca.pem")

    assert edition == head.id


def test_stamp_brought_from_elsewhere_is_kept_only_when_it_holds(head, authority):
    with pytest.raises(stamping.TokenRefusedError):
        stamping.add(head, authority.stamp(b"goc khac"), actor=None)
    kept = stamping.add(head, authority.stamp(canonical_bytes(head.document)), actor=None)
    with pytest.raises(stamping.AlreadyStampedError):
        stamping.add(head, kept.token, actor=None)
