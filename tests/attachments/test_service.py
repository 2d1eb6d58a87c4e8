"""Files: what arrives is checked by size, fingerprint, type and for malware."""

import hashlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.adapters.malware_scanner import ScanResult, ScanVerdict
from portal.adapters.object_store import ObjectMissingError, get_store
from portal.attachments import rules, service, verification
from portal.attachments.inspection import inspect
from portal.attachments.models import AttachmentState, ScanState
from portal.attachments.rules import FileProblem
from portal.awards.dossier import slots_of
from portal.core.db import db, transaction
from portal.jobs.models import Job
from portal.notifications.models import Email
from portal.rehearsal.files import make_docx, make_jpeg, make_pdf
from tests.factories import PDF, make_edition, make_user


@pytest.fixture
def slot(app):
    return slots_of(make_edition())[0]


def store(slot, content=PDF, name="Tệp.pdf", size=None):
    return service.store_whole(
        slot=slot, filename=name, stream=BytesIO(content), size=len(content) if size is None else size,
        content_type="application/pdf", actor=make_user(),
    )  # fmt: skip


def test_good_file_is_ready_with_its_fingerprint(slot):
    attachment = store(slot)

    verification.verify(attachment.id)
    verification.verify(attachment.id)

    assert attachment.state is AttachmentState.READY
    assert attachment.sha256 == hashlib.sha256(PDF).hexdigest()
    assert attachment.scan_state is ScanState.NOT_SCANNED
    assert "filename" in service.download_url(attachment) or "token" in service.download_url(attachment)


@pytest.mark.parametrize(
    ("content", "size", "problem"),
    [(PDF, len(PDF) + 1, FileProblem.SIZE_DIFFERS), (b"GIF89a" + b"x" * 50, None, FileProblem.TYPE_DIFFERS)],
)
def test_wrong_file_is_rejected_and_deleted(slot, content, size, problem):
    attachment = store(slot, content, size=size)

    verification.verify(attachment.id)

    assert (attachment.state, attachment.problem) == (AttachmentState.REJECTED, problem)
    with pytest.raises(ObjectMissingError):
        get_store().head(attachment.object_key)


def test_file_that_differs_from_what_the_browser_announced_is_rejected(slot):
    attachment = store(slot)
    with transaction():
        attachment.claimed_sha256 = "0" * 64

    verification.verify(attachment.id)

    assert attachment.problem == FileProblem.CONTENT_DIFFERS


class InfectedEverywhere:
    """Stands in for the outside world: a scanner that always finds something."""

    def scan(self, _stream):
        return ScanResult(ScanVerdict.INFECTED, signature="Eicar")


def test_infected_file_is_deleted(app, slot, monkeypatch):
    monkeypatch.setitem(app.extensions, "malware_scanner", InfectedEverywhere())
    attachment = store(slot)

    verification.verify(attachment.id)

    assert (attachment.problem, attachment.scan_state) == (FileProblem.INFECTED, ScanState.INFECTED)


class Scanner:
    """Stands in for the outside world: a scanner that is away at first, and then says what it is told to."""

    def __init__(self, *verdicts):
        self.verdicts = list(verdicts)

    def scan(self, _stream):
        return ScanResult(self.verdicts.pop(0))


@pytest.mark.parametrize(
    ("later", "state", "scan"),
    [
        (ScanVerdict.CLEAN, AttachmentState.READY, ScanState.CLEAN),
        (ScanVerdict.TOO_LARGE, AttachmentState.READY, ScanState.TOO_LARGE),
        (ScanVerdict.INFECTED, AttachmentState.REJECTED, ScanState.INFECTED),
        (ScanVerdict.UNAVAILABLE, AttachmentState.READY, ScanState.PENDING),
    ],
)
def test_file_stays_in_quarantine_until_the_scanner_answers(app, slot, monkeypatch, later, state, scan):
    scanner = Scanner(ScanVerdict.UNAVAILABLE, later)
    monkeypatch.setitem(app.extensions, "malware_scanner", scanner)
    attachment = store(slot)

    verification.verify(attachment.id)
    assert (attachment.state, attachment.scan_state) == (AttachmentState.READY, ScanState.PENDING)
    assert not rules.may_be_opened(attachment)
    waiting = [job for job in db.session.scalars(select(Job)) if job.name == "attachments.rescan"]
    assert [job.payload for job in waiting] == [{"attachment_id": attachment.id}]
    verification.rescan(attachment.id)

    assert (attachment.state, attachment.scan_state) == (state, scan)
    assert rules.may_be_opened(attachment) == (scan in (ScanState.CLEAN, ScanState.TOO_LARGE))
    letters = [
        email.topic
        for email in db.session.scalars(select(Email).order_by(Email.id))
        if email.user_id == attachment.owner_id
    ]
    assert letters == (["file_infected"] if scan is ScanState.INFECTED else [])


@pytest.mark.parametrize(
    ("name", "size", "already", "problem"),
    [
        ("", 5, 0, FileProblem.NO_NAME),
        ("a.exe", 5, 0, FileProblem.WRONG_TYPE),
        ("pdf", 5, 0, FileProblem.WRONG_TYPE),
        ("a.pdf", 0, 0, FileProblem.EMPTY),
        ("a.pdf", 20_000_001, 0, FileProblem.TOO_LARGE),
        ("a.pdf", 5, 2, FileProblem.TOO_MANY),
        ("A.PDF", 5, 1, None),
    ],
)
def test_slot_refuses_before_anything_is_sent(slot, name, size, already, problem):
    assert rules.problem_before_upload(slot, name, size, already) == problem


def test_every_problem_has_a_sentence():
    assert set(rules.SENTENCES) == set(FileProblem)


@given(st.text(max_size=300))
def test_cleaned_name_is_always_safe(name):
    cleaned = rules.clean_filename(name)

    assert len(cleaned) <= 225
    assert not set(cleaned) & set('/\\"<>|:*?\n\r\0')


def test_vietnamese_name_is_kept_with_composed_accents():
    assert rules.clean_filename("C:\\Hồ sơ\\Mô tả công trình.pdf") == "Mô tả công trình.pdf"


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (lambda: make_docx("a", "Tên", ["x"]), "docx"),
        (lambda: make_jpeg("a", "Tên"), "jpg"),
        (lambda: make_pdf("a", "Tên", ["Ề"]), "pdf"),
    ],
)
def test_real_files_are_what_they_say(made, kind):
    found = inspect(BytesIO(made().content))

    assert rules.content_fits(kind, set(found.extensions), found.head)
    assert not rules.content_fits("png", set(found.extensions), found.head)
    assert not rules.content_fits("txt", set(found.extensions), b"\0")
