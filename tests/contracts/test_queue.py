"""The queue's contract on Huey's SQLite file and on Redis: delivered once, and nothing lost when a worker is killed."""

import email
import email.policy
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import select

import config
from portal import create_app
from portal.adapters.object_store import ObjectMissingError, get_store
from portal.adapters.queue import get_queue
from portal.attachments import service as attachments
from portal.attachments.models import AttachmentState, ScanState
from portal.audit.models import AuditEvent
from portal.awards.dossier import slots_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.jobs.models import Job, JobState
from portal.jobs.service import enqueue
from portal.notifications.models import Email
from tests.factories import PDF, make_edition, make_user

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ROOT = Path(__file__).parent.parent.parent
CLAMD = os.environ.get("PORTAL_TEST_CLAMD", "")
REDIS = os.environ.get("PORTAL_TEST_REDIS_URL", "")


@pytest.fixture(params=["sqlite", "redis"])
def installation(request, tmp_path):
    """A portal of its own, and the environment that its worker shares."""
    if request.param == "redis" and not REDIS:
        pytest.skip("no private Redis: run through `make test`")
    queue = f"sqlite:///{tmp_path}/queue.db" if request.param == "sqlite" else f"{REDIS.rpartition('/')[0]}/9"
    environment = {
        "PORTAL_ENVIRONMENT": "test",
        "PORTAL_SECRET_KEY": "k" * 48,
        "PORTAL_VAR_DIR": str(tmp_path),
        "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path}/portal.db",
        "PORTAL_STORE_ROOT": str(tmp_path / "store"),
        "PORTAL_QUEUE_URL": queue,
        "PORTAL_JOB_LEASE_SECONDS": "2",
        "PORTAL_MAIL_URL": f"outbox:{tmp_path}/outbox",
        "PORTAL_SIGNING_KEY_PATH": str(tmp_path / "key.pem"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        app = create_app(config.from_environment())
    with app.app_context():
        db.create_all()
        get_queue().huey.flush()
        yield environment, tmp_path
        db.session.remove()
        db.engine.dispose()


@contextmanager
def worker(environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "worker"], env={**os.environ, **environment}, cwd=ROOT
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def post(subject):
    with transaction():
        row = Email(
            topic="account_verify", recipient="reader@example.com", locale="vi", subject=subject,
            body_text="Xin chào", body_html="<p>Xin chào</p>", created_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        enqueue("notifications.send", email_id=row.id)
        return row.id


def wait_for(found, patience=25):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found():
            return True
        time.sleep(0.1)
    return False


def delivered(directory):
    messages = (email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in directory.glob("*.eml"))
    return sorted(message["Subject"] for message in messages)


def states():
    try:
        # Drawing previews comes minutes later, reminding every ten minutes: neither is what these tests wait for.
        return set(
            db.session.scalars(select(Job.state).where(Job.name.not_in(["attachments.render", "submissions.remind"])))
        )
    finally:
        # On SQLite an open transaction would keep the worker from writing.
        db.session.rollback()


def test_everything_queued_is_delivered_once(installation):
    environment, directory = installation
    for n in range(12):
        post(f"Thư {n:02}")

    with worker(environment):
        assert wait_for(lambda: states() == {JobState.DONE})

    assert delivered(directory / "outbox") == [f"Thư {n:02}" for n in range(12)]


def test_lost_wake_up_call_is_found_by_the_sweep(installation):
    environment, directory = installation
    post("Thư bị quên")
    get_queue().huey.flush()

    with worker(environment):
        assert wait_for(lambda: states() == {JobState.DONE})

    assert delivered(directory / "outbox") == ["Thư bị quên"]


class Gate:
    """A door before the real clamd: until it is opened it lets nothing in, or everything in and no answer out."""

    def __init__(self, hold="file"):
        self.hold = hold
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.knocked, self.opened = threading.Event(), threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            connection, _address = self.listening.accept()
            threading.Thread(target=self._pass, args=(connection,), daemon=True).start()

    def _pass(self, connection):
        if self.hold == "file":
            self.knocked.set()
            self.opened.wait()
        host, port = CLAMD.split(":")
        with connection, socket.create_connection((host, int(port))) as behind:
            threading.Thread(target=_pipe, args=(connection, behind), daemon=True).start()
            answer = behind.recv(4096)
            self.knocked.set()
            self.opened.wait()
            with suppress(OSError):
                connection.sendall(answer)


def _pipe(source, target):
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)


def events(action):
    return db.session.scalars(select(AuditEvent.action).where(AuditEvent.action == action)).all()


@pytest.mark.parametrize(("hold", "infected"), [("file", False), ("answer", True)])
def test_worker_killed_in_the_middle_of_a_scan_is_replaced(installation, hold, infected):
    if not CLAMD:
        pytest.skip("no private clamd: run through `make test`")
    environment, _directory = installation
    gate = Gate(hold)
    environment["PORTAL_SCANNER_URL"] = f"clamd://127.0.0.1:{gate.port}"
    content = PDF.replace(b"%%EOF", EICAR + b"\n%%EOF") if infected else PDF
    attachment = attachments.store_whole(
        slot=slots_of(make_edition(), None)[0], filename="Mô tả.pdf", stream=io.BytesIO(content), size=len(content),
        content_type="application/pdf", actor=make_user(),
    )  # fmt: skip

    with worker(environment) as first:
        assert gate.knocked.wait(20)
        os.kill(first.pid, signal.SIGKILL)
        assert first.wait(10) == -signal.SIGKILL
    assert states() == {JobState.RUNNING}
    db.session.refresh(attachment)
    assert attachment.state is AttachmentState.VERIFYING
    db.session.rollback()
    gate.opened.set()
    with worker(environment):
        assert wait_for(lambda: states() == {JobState.DONE})

    db.session.refresh(attachment)
    found = (attachment.state, attachment.scan_state, attachment.problem)
    verified, rejected = events("attachment.verified"), events("attachment.rejected")
    if infected:
        assert found == (AttachmentState.REJECTED, ScanState.INFECTED, "infected")
        assert (len(verified), len(rejected)) == (0, 1)
        with pytest.raises(ObjectMissingError):
            get_store().head(attachment.object_key)
        assert len(db.session.scalars(select(Email)).all()) == 1
    else:
        assert found == (AttachmentState.READY, ScanState.CLEAN, "")
        assert (len(verified), len(rejected)) == (1, 0)
    assert db.session.scalar(select(Job.attempts).where(Job.name == "attachments.verify")) == 2


def test_long_job_of_a_living_worker_keeps_its_lease(installation):
    if not CLAMD:
        pytest.skip("no private clamd: run through `make test`")
    environment, _directory = installation
    gate = Gate()
    environment["PORTAL_SCANNER_URL"] = f"clamd://127.0.0.1:{gate.port}"
    attachments.store_whole(
        slot=slots_of(make_edition(), None)[0], filename="Mô tả.pdf", stream=io.BytesIO(PDF), size=len(PDF),
        content_type="application/pdf", actor=make_user(),
    )  # fmt: skip

    with worker(environment):
        assert gate.knocked.wait(20)
        time.sleep(4)
        gate.opened.set()
        assert wait_for(lambda: states() == {JobState.DONE})

    assert db.session.scalar(select(Job.attempts).where(Job.name == "attachments.verify")) == 1
