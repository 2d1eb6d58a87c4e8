"""What makes a file useless or dangerous has its own sentence; good files of every kind are taken."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.attachments.dangers import OLE_HEAD, problem_of_bytes
from portal.attachments.rules import SENTENCES, FileProblem
from tests.attachments import made_files as made
from tests.factories import PDF

PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
HEADS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", OLE_HEAD, b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftyp"]
PACKED = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    """Good files by extension."""
    directory = tmp_path_factory.mktemp("good")
    files = {
        "jpg": made.picture(),
        "png": made.picture("PNG"),
        "webp": made.picture("WEBP"),
        "gif": made.picture("GIF"),
    }
    if shutil.which("soffice"):
        files |= {kind: made.office(directory, kind) for kind in ("pdf", "docx", "odt", "doc")}
    if film := made.movie(directory):
        files["mp4"] = film
    return files


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "gif", "pdf", "docx", "odt", "doc", "mp4"])
def test_good_file_is_taken(good, kind):
    if kind not in good:
        pytest.skip(f"no program here makes {kind} files (LibreOffice, ffmpeg)")

    assert problem_of_bytes(kind, good[kind]) is None


def test_smallest_pdf_is_taken():
    assert problem_of_bytes("pdf", PDF) is None


@pytest.mark.parametrize("kind", ["jpg", "png", "pdf", "docx", "odt", "mp4"])
def test_cut_off_file_is_told_so(good, kind):
    if kind not in good:
        pytest.skip(f"no program here makes {kind} files (LibreOffice, ffmpeg)")

    assert problem_of_bytes(kind, good[kind][: len(good[kind]) * 2 // 3]) is FileProblem.TRUNCATED


def test_film_with_its_index_is_taken():
    assert problem_of_bytes("mp4", made.boxes(b"ftyp", b"moov", b"mdat")) is None


def pdf(good):
    if "pdf" not in good:
        pytest.skip("LibreOffice is not here")
    return good["pdf"]


def test_pdf_behind_a_password_is_told_so(good):
    locked = made.rewritten(pdf(good), lambda writer: writer.encrypt("bí mật", algorithm="AES-256"))
    owner_only = made.rewritten(pdf(good), lambda writer: writer.encrypt("", "chủ", algorithm="AES-256"))

    assert problem_of_bytes("pdf", locked) is FileProblem.PASSWORD_PROTECTED
    assert problem_of_bytes("pdf", owner_only) is None


@pytest.mark.parametrize("change", [made.with_launch, made.with_script])
def test_pdf_that_acts_by_itself_is_refused(good, change):
    assert problem_of_bytes("pdf", made.rewritten(pdf(good), change)) is FileProblem.ACTIVE_CONTENT


@pytest.mark.parametrize(
    ("kind", "content", "problem"),
    [
        ("docx", OLE_HEAD + b"\0" * 4096, FileProblem.PASSWORD_PROTECTED),
        ("docx", made.locked(made.packed(PACKED)), FileProblem.PASSWORD_PROTECTED),
        ("docx", made.packed({**PACKED, "word/vbaProject.bin": "x"}), FileProblem.MACROS),
        ("xlsx", made.packed(PACKED), FileProblem.TYPE_DIFFERS),
        ("docx", b"hello " * 100, FileProblem.TYPE_DIFFERS),
        ("docx", b"<html>" + made.packed(PACKED), FileProblem.POLYGLOT),
        ("zip", made.packed({f"{n}.txt": "" for n in range(10_001)}), FileProblem.ZIP_BOMB),
        ("docx", made.packed({**PACKED, "word/a.xml": b"\0" * 120_000_000}), FileProblem.ZIP_BOMB),
        ("doc", OLE_HEAD + b"\0" * 4096 + "_VBA_PROJECT".encode("utf-16-le"), FileProblem.MACROS),
        ("doc", OLE_HEAD + b"\0" * 4096 + "EncryptionInfo".encode("utf-16-le"), FileProblem.PASSWORD_PROTECTED),
        ("doc", OLE_HEAD, FileProblem.TRUNCATED),
        ("doc", b"plain words", FileProblem.TYPE_DIFFERS),
        ("pdf", b"no pdf at all", FileProblem.TYPE_DIFFERS),
        ("pdf", b"<script>x</script>" + PDF, FileProblem.POLYGLOT),
        ("pdf", PDF + made.packed({"a": "b"}), FileProblem.POLYGLOT),
        ("pdf", PDF[:-6], FileProblem.TRUNCATED),
        ("pdf", b"MZ" + PDF, FileProblem.TYPE_DIFFERS),
        ("jpg", made.picture() + b"<script>alert(1)</script>", FileProblem.POLYGLOT),
        ("jpg", made.picture() + made.packed({"a": "b"}), FileProblem.POLYGLOT),
        ("jpg", b"\x7fELF" + b"\0" * 100, FileProblem.TYPE_DIFFERS),
        ("mp4", made.boxes(b"ftyp", b"mdat"), FileProblem.TRUNCATED),
        ("mp4", made.boxes(b"ftyp", b"moov")[:-1], FileProblem.TRUNCATED),
        ("mp4", b"nothing of a film at all", FileProblem.TYPE_DIFFERS),
        ("pdf", b"", FileProblem.EMPTY),
    ],
)
def test_every_problem_is_named(kind, content, problem):
    assert problem_of_bytes(kind, content) is problem
    assert str(SENTENCES[problem])


@given(
    st.sampled_from(["pdf", "docx", "odt", "zip", "doc", "jpg", "png", "mp4", "txt", "exe", ""]),
    st.sampled_from(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", OLE_HEAD, b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftyp"]
    ),
    st.binary(max_size=400),
    st.sampled_from([b"", b"%%EOF", b"PK\x05\x06" + b"\0" * 18]),
)
def test_hostile_bytes_never_raise(kind, head, middle, tail):
    assert problem_of_bytes(kind, head + middle + tail) in {None, *FileProblem}
