"""What makes a file useless or dangerous has its own sentence; good files of every kind are taken."""

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters.malware_scanner import ClamdScanner, ScanVerdict
from portal.attachments import legacy_office
from portal.attachments.dangers import problem_of_bytes
from portal.attachments.inspection import inspect
from portal.attachments.legacy_office import OLE_HEAD
from portal.attachments.rules import SENTENCES, FileProblem, content_fits
from tests.attachments import made_files as made
from tests.factories import PDF

CLAMD = os.environ.get("PORTAL_TEST_CLAMD", "")
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DOCUMENTS = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt"]
KINDS = ["pdf", *DOCUMENTS, "jpg", "png", "webp", "mp4", "mp3", "wav"]
HEADS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", OLE_HEAD, b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftyp", b"ID3"]
PACKED = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
SCRIPT = b"alert(document.domain);"


def problem_of(kind, content):
    """What the portal says of a file of this name: what is inside, then whether it looks like its name."""
    inside = problem_of_bytes(kind, content)
    found = inspect(io.BytesIO(content))
    fits = content_fits(kind, set(found.extensions), found.head)
    return inside or (None if fits else FileProblem.TYPE_DIFFERS)


@pytest.mark.parametrize("kind", KINDS)
def test_good_file_is_taken(good, kind):
    assert problem_of(kind, good[kind]) is None


def test_smallest_pdf_is_taken():
    assert problem_of("pdf", PDF) is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "mp3"])
def test_cut_off_file_is_told_so(good, kind):
    assert problem_of(kind, good[kind][: len(good[kind]) * 2 // 3]) is FileProblem.TRUNCATED


def test_cut_off_sound_still_sounds_but_its_tag_alone_does_not(good):
    assert problem_of("mp3", good["mp3"][: len(good["mp3"]) * 2 // 3]) is None
    assert problem_of("mp3", good["mp3"][:40]) is FileProblem.TRUNCATED


@pytest.mark.parametrize("kind", KINDS)
def test_empty_file_is_told_so(kind):
    assert problem_of(kind, b"") is FileProblem.EMPTY


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", ["pdf", "docx", "doc", "jpg", "mp4", "mp3", "wav", "webm"])
def test_file_under_the_name_of_another_kind_is_refused(good, kind, other):
    if kind != other:
        assert problem_of(kind, good[other]) is FileProblem.TYPE_DIFFERS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("disguised", [SVG, HTML, SCRIPT, b"MZ\x90\0" + b"\0" * 2000, b"#!/bin/sh\nrm -rf ~\n"])
def test_markup_scripts_and_programs_under_any_name_are_refused(kind, disguised):
    assert problem_of(kind, disguised) is FileProblem.TYPE_DIFFERS


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pptx", "odt", "ods", "doc", "xls"])
def test_document_behind_a_password_is_told_so(good, ending):
    assert problem_of(ending, good[f"locked.{ending}"]) is FileProblem.PASSWORD_PROTECTED


def test_slides_of_before_2007_behind_a_password_are_told_so(good):
    head = bytes.fromhex("0000f60f24000000140000005fc091e3")
    assert good["ppt"].count(head) == 1

    locked = good["ppt"].replace(head, head[:12] + bytes.fromhex("dfc4d1f3"))

    assert problem_of("ppt", locked) is FileProblem.PASSWORD_PROTECTED


def test_pdf_behind_a_password_is_told_so(good, tmp_path):
    locked = made.qpdf(tmp_path, good["pdf"], "--encrypt", "bí mật", "chủ", "256", "--")
    older = made.qpdf(tmp_path, good["pdf"], "--allow-weak-crypto", "--encrypt", "x", "y", "40", "--")
    owner_only = made.qpdf(tmp_path, good["pdf"], "--encrypt", "", "chủ", "256", "--")

    assert problem_of("pdf", locked) is FileProblem.PASSWORD_PROTECTED
    assert problem_of("pdf", older) is FileProblem.PASSWORD_PROTECTED
    assert problem_of("pdf", owner_only) is None


def test_pdf_made_for_the_web_is_taken_and_cut_off_is_not(good, tmp_path):
    linear = made.qpdf(tmp_path, good["pdf"], "--linearize", "--object-streams=generate")

    assert problem_of("pdf", linear) is None
    # Its first end mark stands near the beginning: the last one must be there.
    assert problem_of("pdf", linear[: len(linear) // 2]) is FileProblem.TRUNCATED


@pytest.mark.parametrize(
    "change", [made.with_launch, made.with_script, made.with_named_script, made.with_script_of_a_page]
)
def test_pdf_that_acts_is_refused_however_it_is_written(good, tmp_path, change):
    acting = made.rewritten(good["pdf"], change)
    hidden = made.qpdf(tmp_path, acting, "--object-streams=generate")
    spelled = acting.replace(b"/JavaScript", b"/Java#53cript")

    for content in (acting, hidden, spelled):
        assert problem_of("pdf", content) is FileProblem.ACTIVE_CONTENT
    assert b"/S /" not in hidden or change is made.with_named_script


def test_document_with_macros_is_refused_under_any_name(good):
    assert problem_of("xlsx", good["macro.xlsm"]) is FileProblem.MACROS
    assert problem_of("odt", good["macro.odt"]) is FileProblem.MACROS
    with zipfile.ZipFile(io.BytesIO(good["macro.xlsm"])) as archive:
        project = archive.read("xl/vbaProject.bin")
    renamed = made.repacked(good["docx"], {"word/vbaProject.bin": project})
    assert problem_of("docx", renamed) is FileProblem.MACROS
    assert problem_of("zip", made.packed({"a.docm": renamed})) is FileProblem.MACROS


@pytest.mark.parametrize("folder", ["Macros", "_VBA_PROJECT_CUR", "VBA"])
@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_document_of_before_2007_with_macros_is_refused(good, kind, folder):
    assert problem_of(kind, made.renamed(good[kind], "\1CompObj", folder, folder=True)) is FileProblem.MACROS


def test_macros_of_old_sheets_and_slides_are_found(good):
    sheet = b"\x85\0\7\0" + b"\0\0\0\0\0\1\0"
    slides = legacy_office.SLIDES_VBA + b"\0\0\0\0" + b"\1\0\0\0"

    assert legacy_office._has_older_macros("xls", {"Workbook": sheet})
    assert not legacy_office._has_older_macros("xls", {"Workbook": sheet.replace(b"\1", b"\0")})
    assert legacy_office._has_older_macros("ppt", {"PowerPoint Document": slides})
    assert not legacy_office._has_older_macros("ppt", {"PowerPoint Document": slides.replace(b"\1", b"\0")})


@pytest.mark.parametrize(
    "target", ["https://bad.example/a.dotm", "file://bad.example/a", r"\\bad.example\a", "ftp://x/a"]
)
@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "frame"])
def test_document_that_fetches_something_is_refused(good, kind, target):
    assert problem_of("docx", made.related(good["docx"], kind, target)) is FileProblem.LOADS_FROM_ELSEWHERE


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://hcm.example/"),
        ("attachedTemplate", "file:///C:\\Users\\A\\Mau.dotx"),
        ("image", "media/a.png"),
    ],
)
def test_links_and_what_lies_on_the_authors_own_disk_are_no_danger(good, kind, target):
    assert problem_of("docx", made.related(good["docx"], kind, target)) is None


def test_open_document_that_fetches_a_picture_is_refused(good):
    with zipfile.ZipFile(io.BytesIO(good["odt"])) as archive:
        text = archive.read("content.xml")
    picture = b'<draw:image xlink:type="simple" xlink:href="https://bad.example/a.png"/></office:text>'

    fetching = made.repacked(good["odt"], {"content.xml": text.replace(b"</office:text>", picture)})

    assert problem_of("odt", fetching) is FileProblem.LOADS_FROM_ELSEWHERE


def test_program_packed_into_a_document_is_refused(good):
    wrapped = made.renamed(good["doc"], "\1CompObj", "\1Ole10Native")
    assert problem_of("doc", wrapped) is FileProblem.EMBEDDED_PROGRAM

    for name, content in {
        "word/embeddings/oleObject1.bin": wrapped,
        "word/embeddings/a.exe": b"MZ\x90\0",
        "word/activeX/activeX1.xml": b"<a/>",
    }.items():
        assert problem_of("docx", made.repacked(good["docx"], {name: content})) is FileProblem.EMBEDDED_PROGRAM
    table = made.repacked(good["docx"], {"word/embeddings/a.xlsx": good["xlsx"]})
    assert problem_of("docx", table) is None


def test_archives_in_archives_go_only_so_deep(good):
    assert problem_of("zip", made.packed({"a.zip": made.packed({"a.docx": good["docx"]})})) is None
    assert problem_of("zip", made.nested(3)) is None
    assert problem_of("zip", made.nested(4)) is FileProblem.ZIP_BOMB
    blown = made.nested(2, b"\0" * 120_000_000)
    assert len(blown) < 200_000
    assert problem_of("zip", blown) is FileProblem.ZIP_BOMB
    assert problem_of("zip", made.packed({"a.zip": made.locked(made.nested(0))})) is FileProblem.PASSWORD_PROTECTED


def test_two_kinds_of_file_at_once_are_refused(good, tmp_path):
    archive = made.packed({"a.txt": "b"})
    animated = made.picture("GIF")

    assert problem_of("gif", animated) is None
    for kind, content in {
        "gif": animated, "jpg": good["jpg"], "png": good["png"], "pdf": good["pdf"], "doc": good["doc"],
        "mp3": good["mp3"], "wav": good["wav"],
    }.items():  # fmt: skip
        assert problem_of(kind, content + archive) is FileProblem.POLYGLOT, kind
    hidden = len(archive) + 8
    assert problem_of("mp4", good["mp4"] + hidden.to_bytes(4, "big") + b"free" + archive) is FileProblem.POLYGLOT
    assert problem_of("pdf", HTML + good["pdf"]) is FileProblem.POLYGLOT
    assert problem_of("zip", good["jpg"] + archive) is FileProblem.POLYGLOT
    (tmp_path / "a.jpg").write_bytes(good["jpg"])
    made.run("exiftool", "-overwrite_original", f"-Comment={HTML.decode()}", tmp_path / "a.jpg")
    assert problem_of("jpg", (tmp_path / "a.jpg").read_bytes()) is FileProblem.POLYGLOT


def test_four_chance_bytes_of_an_archive_do_not_make_a_polyglot(good):
    assert problem_of("wav", good["wav"][:-30] + b"PK\5\6" + b"\0" * 26) is None


def test_picture_of_too_many_points_is_refused_before_it_is_drawn():
    png, jpeg = made.blank_picture("PNG", 12_000, 12_000), made.blank_picture("PNG", 30_000, 30_000)

    assert len(png) < 40_000
    assert problem_of("png", png) is FileProblem.TOO_MANY_POINTS
    assert problem_of("png", jpeg) is FileProblem.TOO_MANY_POINTS
    assert problem_of("png", made.blank_picture("PNG", 9_000, 9_000)) is None


def test_picture_of_a_kind_that_starts_programs_is_never_opened():
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n"

    assert problem_of("jpg", postscript) is FileProblem.TYPE_DIFFERS


def test_document_of_many_pages_is_taken_and_quickly():
    assert problem_of("pdf", made.pages(10_000)) is None


def test_scanner_looks_into_archives(good):
    if not CLAMD:
        pytest.skip("no private clamd: run through `make test`")
    host, port = CLAMD.split(":")
    scanner = ClamdScanner(host, int(port))

    for content in (made.packed({"a.com": EICAR}), made.packed({"a.zip": made.packed({"a.com": EICAR})})):
        assert scanner.scan(io.BytesIO(content)).verdict is ScanVerdict.INFECTED
    assert scanner.scan(io.BytesIO(made.packed({"a.docx": good["docx"]}))).verdict is ScanVerdict.CLEAN


@pytest.mark.parametrize(
    ("kind", "content", "problem"),
    [
        ("docx", OLE_HEAD + b"\0" * 4096, FileProblem.TRUNCATED),
        ("docx", made.locked(made.packed(PACKED)), FileProblem.PASSWORD_PROTECTED),
        ("xlsx", made.packed(PACKED), FileProblem.TYPE_DIFFERS),
        ("docx", b"hello " * 100, FileProblem.TYPE_DIFFERS),
        ("docx", b"<html>" + made.packed(PACKED), FileProblem.POLYGLOT),
        ("zip", made.packed({f"{n}.txt": "" for n in range(10_001)}), FileProblem.ZIP_BOMB),
        ("docx", made.packed({**PACKED, "word/a.xml": b"\0" * 120_000_000}), FileProblem.ZIP_BOMB),
        ("doc", OLE_HEAD, FileProblem.TRUNCATED),
        ("doc", OLE_HEAD + b"\0" * 4096, FileProblem.TRUNCATED),
        ("doc", b"plain words", FileProblem.TYPE_DIFFERS),
        ("pdf", b"no pdf at all", FileProblem.TYPE_DIFFERS),
        ("pdf", PDF[:-6], FileProblem.TRUNCATED),
        ("pdf", b"MZ" + PDF, FileProblem.TYPE_DIFFERS),
        ("jpg", b"\x7fELF" + b"\0" * 100, FileProblem.TYPE_DIFFERS),
        ("gif", b"GIF89a=1;alert(1)//" + b"x" * 99, FileProblem.TRUNCATED),
        ("webp", b"RIFF=1;alert(1)//" + b"x" * 99, FileProblem.TYPE_DIFFERS),
        ("mp4", b"nothing of a film at all", FileProblem.TYPE_DIFFERS),
    ],
)
def test_every_problem_is_named(kind, content, problem):
    assert problem_of(kind, content) is problem
    assert str(SENTENCES[problem])


@given(
    st.sampled_from([*KINDS, "zip", "txt", "exe", ""]),
    st.sampled_from(HEADS),
    st.binary(max_size=400),
    st.sampled_from([b"", b"%%EOF", b"PK\x05\x06" + b"\0" * 18]),
)
def test_hostile_bytes_never_raise(kind, head, middle, tail):
    assert problem_of_bytes(kind, head + middle + tail) in {None, *FileProblem}
