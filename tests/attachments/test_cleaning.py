"""Copies for judges say nothing about who made them, where, when and on what; they open as before."""

import io
import struct
import subprocess
import tracemalloc
import zipfile

import olefile
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from portal.attachments import legacy_office, media
from portal.attachments.cleaning import CLEANABLE, clean_copy
from portal.attachments.dangers import problem_of_bytes
from tests.attachments import made_files as made

WIDE_MAKER = made.MAKER.encode("utf-16-le")
DOCUMENTS = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt"]


def cleaned(directory, kind, content):
    """The copy that judges get."""
    source, target = directory / f"source.{kind}", directory / "clean"
    source.write_bytes(content)
    assert clean_copy(kind, source, target)
    return target.read_bytes()


def unpacked(content):
    """Everything that a document holds, unpacked."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def names_its_maker(content):
    """Whether the name of whoever made it, or the title they gave, stands anywhere in a file."""
    whole = unpacked(content)
    words = [made.MAKER, "Tên máy của A", "Nhà riêng"]
    return any(word.encode(code) in whole for word in words for code in ("utf-8", "utf-16-le", "utf-16-be"))


@pytest.mark.parametrize("kind", [*DOCUMENTS, "mp4", "mp3", "wav", "jpg", "png", "webp"])
def test_copy_does_not_name_its_maker_and_is_a_good_file(good, tmp_path, kind):
    clean = cleaned(tmp_path, kind, good[kind])

    assert names_its_maker(good[kind])
    assert not names_its_maker(clean)
    assert problem_of_bytes(kind, clean) is None


@pytest.mark.parametrize("kind", ["mp4", "jpg", "png", "webp", "doc", "xls", "ppt", "pdf", "mp3", "wav"])
def test_exiftool_finds_nobody_no_place_and_no_moment(good, tmp_path, kind):
    before = made.told_by(tmp_path, good[kind], f"before.{kind}")
    after = made.told_by(tmp_path, cleaned(tmp_path, kind, good[kind]), f"after.{kind}")

    assert made.MAKER in before
    lines = [line for line in after.splitlines() if not line.startswith(("[System]", "[ExifTool]"))]
    told = [line for line in lines if any(word in line for word in (made.MAKER, "GPS", "Tên máy", "2024", "2026"))]
    assert told == []


def test_documents_of_before_2007_open_as_before(good, tmp_path):
    for kind in ("doc", "xls", "ppt"):
        (tmp_path / f"a-{kind}.{kind}").write_bytes(cleaned(tmp_path, kind, good[kind]))
        (tmp_path / f"b-{kind}.{kind}").write_bytes(good[kind])

    files = sorted(tmp_path.glob("?-*"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path / "pdf", *files], check=True, capture_output=True, timeout=120)

    for kind in ("doc", "xls", "ppt"):
        clean, original = (PdfReader(tmp_path / "pdf" / f"{letter}-{kind}.pdf") for letter in "ab")
        assert len(clean.pages) == len(original.pages)
        assert clean.pages[0].extract_text() == original.pages[0].extract_text()
    assert "máy lọc nước" in PdfReader(tmp_path / "pdf" / "a-doc.pdf").pages[0].extract_text()


def test_properties_of_documents_of_before_2007_are_empty_and_every_stream_keeps_its_size(good, tmp_path):
    for kind in ("doc", "xls", "ppt"):
        clean = cleaned(tmp_path, kind, good[kind])
        assert len(clean) == len(good[kind])
        with olefile.OleFileIO(clean) as ole, olefile.OleFileIO(good[kind]) as original:
            assert original.getproperties("\x05SummaryInformation")
            for name in legacy_office.FORMATS:
                assert ole.getproperties(name) == {}
            sizes = [[one.get_size(path) for path in one.listdir()] for one in (ole, original)]
        assert sizes[0] == sizes[1]


def test_who_changed_a_text_of_before_2007_is_blanked(good, tmp_path):
    clean = cleaned(tmp_path, "doc", good["doc"])

    with olefile.OleFileIO(clean) as ole, olefile.OleFileIO(good["doc"]) as original:
        document, table = (ole.openstream(name).read() for name in ("WordDocument", "1Table"))
        start, length = struct.unpack_from("<II", document, 0x232)
        assert WIDE_MAKER in original.openstream("1Table").read()[start : start + length]
        assert table[start : start + 6] == b"\xff\xff\2\0\0\0"
        assert set(table[start + 10 : start + length : 2]) <= {0x20, len(made.MAKER)}


def test_names_in_tables_of_strings_are_replaced_by_as_many_spaces():
    def text(words):
        return struct.pack("<H", len(words)) + words.encode("utf-16-le")

    plain = bytearray(b"\xff\xff\2\0\0\0" + text("Nguyễn") + text("C:\\A") + b"after")
    with_extra = bytearray(b"\xff\xff\1\0\2\0" + text("A") + b"xy")
    names = bytearray(text("An") + text("Bình"))

    legacy_office._blank_table(plain, 0, len(plain) - 5)
    legacy_office._blank_table(with_extra, 0, len(with_extra))
    legacy_office._blank_names(names, 0, len(names))

    assert plain == b"\xff\xff\2\0\0\0" + text(" " * 6) + text(" " * 4) + b"after"
    assert with_extra == b"\xff\xff\1\0\2\0" + text(" ") + b"xy"
    assert names == text("  ") + text("    ")


def test_writers_of_workbooks_and_slides_are_blanked():
    writer = struct.pack("<HH", 0x5C, 112) + b"\4\0\0" + b"Anna".ljust(109)
    narrow = struct.pack("<HH", 0x1C, 16) + b"\0" * 8 + b"\4\0\0Anna\0"
    wide = struct.pack("<HH", 0x1C, 20) + b"\0" * 8 + b"\4\0\1" + "Anna".encode("utf-16-le") + b"\0"
    user = b"\0" * 20 + b"\4\0" + b"\0" * 6 + b"Anna" + b"\x08\0\0\0" + "Anna".encode("utf-16-le")

    book = legacy_office._without_writers(writer + narrow + wide)
    slides = legacy_office._without_user(user)

    for stream, original in ((book, writer + narrow + wide), (slides, user)):
        assert len(stream) == len(original)
        assert b"Anna" not in stream
        assert "Anna".encode("utf-16-le") not in stream
    assert slides[32:36] == user[32:36]


def test_photograph_inside_a_document_loses_its_place_and_keeps_its_points(good, tmp_path):
    document = made.repacked(good["docx"], {"word/media/image1.jpg": good["jpg"]})

    clean = cleaned(tmp_path, "docx", document)

    with zipfile.ZipFile(io.BytesIO(clean)) as archive:
        inside = archive.read("word/media/image1.jpg")
    assert "GPS" not in made.told_by(tmp_path, inside, "inside.jpg")
    with Image.open(io.BytesIO(inside)) as one, Image.open(io.BytesIO(good["jpg"])) as other:
        assert ImageChops.difference(one, other).getbbox() is None


def test_path_of_the_template_does_not_name_the_account(good, tmp_path):
    document = made.related(good["docx"], "attachedTemplate", r"file:///C:\Users\nguyenvana\Mau.dotx")

    clean = unpacked(cleaned(tmp_path, "docx", document))

    assert b"nguyenvana" not in clean
    assert b'Target="Normal.dotm"' in clean


def test_tables_of_a_workbook_keep_their_names(good, tmp_path):
    workbook = made.repacked(
        good["xlsx"],
        {
            "xl/tables/table1.xml": '<table displayName="Bảng1" name="Bảng1"/>',
            "xl/persons/person.xml": '<person displayName="Nguyễn Văn A" userId="a@example.com"/>',
        },
    )

    with zipfile.ZipFile(io.BytesIO(cleaned(tmp_path, "xlsx", workbook))) as archive:
        assert "Bảng1" in archive.read("xl/tables/table1.xml").decode()
        assert archive.read("xl/persons/person.xml").decode() == '<person displayName="" userId=""/>'


@pytest.mark.parametrize("kind", ["mp4", "mp3", "wav"])
def test_films_and_sounds_play_as_before(good, tmp_path, kind):
    def points(content):
        (tmp_path / f"a.{kind}").write_bytes(content)
        command = ["ffmpeg", "-v", "error", "-i", tmp_path / f"a.{kind}", "-map", "0", "-f", "md5", "-"]
        done = subprocess.run(command, check=True, capture_output=True, timeout=60)
        assert done.stderr == b""
        return done.stdout

    assert points(cleaned(tmp_path, kind, good[kind])) == points(good[kind])


def test_log_of_where_the_camera_was_is_no_track_any_more(tmp_path):
    def box(kind, content=b""):
        return struct.pack(">I4s", len(content) + 8, kind) + content

    track = box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + b"meta" + b"\0" * 12)))
    picture = box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + b"vide" + b"\0" * 12)))
    film = box(b"ftyp", b"isom") + box(b"moov", track + picture) + box(b"uuid", b"A" * 16)

    clean = cleaned(tmp_path, "mp4", film)

    assert clean == film.replace(track, box(b"free", bytes(len(track) - 8))).replace(
        box(b"uuid", b"A" * 16), box(b"free", bytes(16))
    )


def test_large_film_is_cleaned_where_it_lies_in_little_memory(good, tmp_path):
    path, gap = tmp_path / "lớn.mp4", 3 * 1024**3
    moov = good["mp4"].index(b"moov") - 4
    with path.open("wb") as file:
        # Its box of pictures carries a length of eight bytes; the middle of the file is a hole that takes no room.
        file.write(good["mp4"][:32] + struct.pack(">I4sQ", 1, b"mdat", gap))
        file.seek(gap - 16, 1)
        file.write(good["mp4"][moov:])
    tracemalloc.start()

    media.forget_maker("mp4", path)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 * media.PIECE
    assert path.stat().st_size == 32 + gap + len(good["mp4"]) - moov
    with path.open("rb") as file:
        file.seek(32 + gap)
        assert not names_its_maker(file.read())


@pytest.mark.parametrize("kind", sorted(CLEANABLE & {"mp4", "mp3", "wav"}))
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 9,
        b"ID3\4\0\0\x7f\x7f\x7f\x7f",
        b"RIFF\xff\xff\xff\xffWAVELIST\xff\xff\xff\xff",
        b"\0\0\0\0moov\0\0\0\1udta",
    ],
)
def test_broken_media_never_grow(tmp_path, kind, content):
    path = tmp_path / "a"
    path.write_bytes(content)

    media.forget_maker(kind, path)

    assert path.stat().st_size <= len(content)
