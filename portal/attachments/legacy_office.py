"""Word, Excel and PowerPoint of before 2007: what is wrong with them, and blanking who wrote them, in place.

They are file systems of streams in one file ([MS-CFB]). A stream is overwritten by one of the same length, so that
nothing moves: [MS-OLEPS] for the properties, [MS-DOC], [MS-XLS] and [MS-PPT] for the names kept elsewhere.
"""

import io
import struct
from pathlib import Path
from typing import BinaryIO

import olefile

from portal.attachments.rules import FileProblem

OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
LEGACY = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
SMALLEST = 1536
FORMATS = {
    "\x05SummaryInformation": "e0859ff2f94f6810ab9108002b27b3d9",
    "\x05DocumentSummaryInformation": "02d5cdd59c2e1b10939708002b2cf9ae",
}
MACROS = ("Macros", "_VBA_PROJECT_CUR", "VBA")
LOCKED_WORD, TABLE_ONE = 0x0100, 0x0200
LOCKED_SLIDES = 0xF3D1C4DF
FILE_PASS, LAST_WRITER, REMARK = 0x2F, 0x5C, 0x1C
SHEET = 0x85
"""Macros of before Visual Basic are a sheet of their own kind, the first."""
SLIDES_VBA = bytes.fromhex("ff0314000000020000040c000000")
"""The head of what slides say about their macros; whether there are any follows it."""
# Where the document's head says that tables of names lie: its properties, who changed it, who saved it where.
NAME_TABLES = (0x19A, 0x232, 0x2D2)
REMARK_WRITERS = 0x1BA
SETTINGS = 0x192
"""Where the settings of a document lie; twenty bytes into them, when it was made, changed and printed."""
WIDE_SPACE = " ".encode("utf-16-le")


def holds_a_package(content: bytes) -> bool:
    """Whether an embedded object wraps a file of any kind, as programs are smuggled into documents."""
    if not content.startswith(OLE_HEAD) or len(content) < SMALLEST:
        return False
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        return any(path[-1].lower() == "\x01ole10native" for path in ole.listdir())


def is_encrypted_package(file: BinaryIO) -> bool:
    """Whether the container holds a newer document behind a password ([MS-OFFCRYPTO])."""
    file.seek(0)
    with olefile.OleFileIO(file) as ole:
        return bool(ole.exists("EncryptedPackage") or ole.exists("EncryptionInfo"))


def problem_of_legacy(extension: str, file: BinaryIO, size: int) -> FileProblem | None:
    """The first thing wrong with a container that should be a document of before 2007."""
    if size < SMALLEST:
        return FileProblem.TRUNCATED
    if is_encrypted_package(file):
        return FileProblem.PASSWORD_PROTECTED
    file.seek(0)
    with olefile.OleFileIO(file) as ole:
        if _main(ole, extension) is None:
            return FileProblem.TYPE_DIFFERS
        content = {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}
        folders = {part for path in ole.listdir(streams=False, storages=True) for part in path}
    if _is_locked(extension, content):
        return FileProblem.PASSWORD_PROTECTED
    if folders & set(MACROS) or _has_older_macros(extension, content):
        return FileProblem.MACROS
    wrapped = any(name.lower().endswith("\x01ole10native") for name in content)
    return FileProblem.EMBEDDED_PROGRAM if wrapped else None


def _main(ole: olefile.OleFileIO, extension: str) -> str | None:
    names = (LEGACY[extension], *(("Book",) if extension == "xls" else ()))
    return next((name for name in names if ole.exists(name)), None)


def _is_locked(extension: str, content: dict[str, bytes]) -> bool:
    if extension == "doc":
        return bool(_flags(content["WordDocument"]) & LOCKED_WORD)
    if extension == "xls":
        book = content.get("Workbook") or content["Book"]
        return any(kind == FILE_PASS for kind, _place, _length in _records(book))
    user = content.get("Current User", b"")
    return len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == LOCKED_SLIDES


def _has_older_macros(extension: str, content: dict[str, bytes]) -> bool:
    if extension == "xls":
        book = content.get("Workbook") or content["Book"]
        return any(kind == SHEET and book[place + 5 : place + 6] == b"\1" for kind, place, _length in _records(book))
    slides = content.get("PowerPoint Document", b"")
    place = slides.find(SLIDES_VBA)
    return place >= 0 and any(slides[place + len(SLIDES_VBA) + 4 :][:4])


def _flags(document: bytes) -> int:
    return int(struct.unpack_from("<H", document, 10)[0])


def _records(book: bytes) -> list[tuple[int, int, int]]:
    """The kind, place and length of each record of a workbook."""
    found, place = [], 0
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        found.append((kind, place + 4, min(length, len(book) - place - 4)))
        place += 4 + length
    return found


def forget_writers(extension: str, path: Path) -> None:
    """Blank the properties and the names of people in a document, in place."""
    with olefile.OleFileIO(str(path), write_mode=True) as ole:
        for stream in ole.listdir():
            # Embedded documents have properties of their own.
            if stream[-1] in FORMATS:
                ole.write_stream(stream, _empty_properties(FORMATS[stream[-1]], ole.get_size(stream)))
        main = _main(ole, extension)
        if main is None:
            return
        content = ole.openstream(main).read()
        if extension == "doc":
            _forget_in_word(ole, content)
        elif extension == "xls":
            ole.write_stream(main, _without_writers(content))
        elif ole.exists("Current User"):
            ole.write_stream("Current User", _without_user(ole.openstream("Current User").read()))


def _empty_properties(kind: str, size: int) -> bytes:
    """A property set with no property in it, followed by nothing up to the size that there was."""
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0x00020006, b"", 1) + bytes.fromhex(kind) + struct.pack("<I", 48)
    return (head + struct.pack("<II", 8, 0)).ljust(size, b"\0")[:size]


def _forget_in_word(ole: olefile.OleFileIO, document: bytes) -> None:
    name = "1Table" if _flags(document) & TABLE_ONE else "0Table"
    if not ole.exists(name) or len(document) < NAME_TABLES[-1] + 8:
        return
    table = bytearray(ole.openstream(name).read())
    for offset in NAME_TABLES:
        start, length = struct.unpack_from("<II", document, offset)
        _blank_table(table, start, min(len(table), start + length))
    start, length = struct.unpack_from("<II", document, REMARK_WRITERS)
    _blank_names(table, start, min(len(table), start + length))
    start, length = struct.unpack_from("<II", document, SETTINGS)
    if length >= 32 and start + length <= len(table):
        table[start + 20 : start + 32] = bytes(12)
    ole.write_stream(name, bytes(table))


def _blank_table(table: bytearray, start: int, end: int) -> None:
    """Replace every string of a string table by spaces; the lengths stay."""
    if end - start < 6 or table[start : start + 2] != b"\xff\xff":
        return
    (extra,) = struct.unpack_from("<H", table, start + 4)
    _blank_names(table, start + 6, end, extra)


def _blank_names(table: bytearray, place: int, end: int, extra: int = 0) -> None:
    while place + 2 <= end:
        (letters,) = struct.unpack_from("<H", table, place)
        stop = min(end, place + 2 + 2 * letters)
        table[place + 2 : stop] = (WIDE_SPACE * letters)[: stop - place - 2]
        place += 2 + 2 * letters + extra


def _without_writers(book: bytes) -> bytes:
    """Blank who wrote the workbook last and who wrote each remark."""
    blank = bytearray(book)
    for kind, place, length in _records(book):
        if kind == LAST_WRITER and length >= 3:
            blank[place : place + length] = b"\1\0\0".ljust(length)
        elif kind == REMARK and length >= 11:
            wide = blank[place + 10] & 1
            (letters,) = struct.unpack_from("<H", blank, place + 8)
            stop = min(place + length, place + 11 + letters * (1 + wide))
            blank[place + 11 : stop] = (WIDE_SPACE if wide else b" ") * ((stop - place - 11) // (1 + wide))
    return bytes(blank)


def _without_user(stream: bytes) -> bytes:
    """Blank the name of whoever saved the slides; it stands once narrow and once wide."""
    if len(stream) < 24:
        return stream
    (letters,) = struct.unpack_from("<H", stream, 20)
    blank = bytearray(stream)
    blank[28 : 28 + letters] = b" " * len(blank[28 : 28 + letters])
    wide = 28 + letters + 4
    blank[wide:] = (WIDE_SPACE * letters)[: len(blank[wide:])].ljust(len(blank[wide:]), b"\0")
    return bytes(blank)
