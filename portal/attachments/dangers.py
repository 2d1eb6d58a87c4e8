"""Looking inside a file for what makes it useless or dangerous: locked, cut off, overblown, double-natured, active."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.attachments.rules import FileProblem

OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
LARGEST_READ = 100 * 1024 * 1024
"""Files above this are looked at from outside only: their parts, not their whole."""
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
MOST_MEMBERS = 10_000
STRANGE_RATIO = 200
RATIO_MATTERS_FROM = 100 * 1024 * 1024
TAIL = 64 * 1024
MARKUP = (b"<script", b"<html", b"<!doctype html", b"<svg", b"<?php")
OPEN_XML = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = frozenset({"odt", "ods", "odp"})
IMAGES = frozenset({"jpg", "jpeg", "jfif", "png", "gif", "webp", "tif", "tiff"})
MOVIES = frozenset({"mp4", "m4v", "m4a", "mov"})
OLE = frozenset({"doc", "xls", "ppt"})


def problem_inside(extension: str, file: BinaryIO, size: int) -> FileProblem | None:
    """The first thing wrong inside a seekable file of `size` bytes that calls itself `extension`; never raises."""
    if size == 0:
        return FileProblem.EMPTY
    head, tail = _at(file, 0, TAIL), _at(file, max(0, size - TAIL), TAIL)
    if head.startswith(PROGRAM_HEADS) and extension not in {"txt", "csv", "md"}:
        return FileProblem.TYPE_DIFFERS
    look = _examiner(extension)
    if look is None:
        return None
    try:
        with warnings.catch_warnings():
            # Parsers warn about every oddity of a file; what matters here is whether they can read it.
            warnings.simplefilter("ignore")
            return look(extension, file, size, head, tail)
    except Image.DecompressionBombError:
        return FileProblem.ZIP_BOMB
    except Exception:
        # A parser that gives up in any way at all means a file that people could not open either.
        return FileProblem.TRUNCATED


Examiner = Callable[[str, BinaryIO, int, bytes, bytes], FileProblem | None]


def _examiner(extension: str) -> Examiner | None:
    if extension == "pdf":
        return _pdf
    if extension in OPEN_XML or extension in OPEN_DOCUMENT or extension == "zip":
        return _packed
    if extension in OLE:
        return _ole
    if extension in IMAGES:
        return _image
    return _movie if extension in MOVIES else None


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _pdf(_extension: str, file: BinaryIO, size: int, head: bytes, tail: bytes) -> FileProblem | None:
    start = head.find(b"%PDF-", 0, 1024)
    if start < 0:
        return FileProblem.TYPE_DIFFERS
    if start > 0 or _is_packed(file) or any(mark in head[:1024].lower() for mark in MARKUP):
        return FileProblem.POLYGLOT
    if b"%%EOF" not in tail[-2048:]:
        return FileProblem.TRUNCATED
    if size > LARGEST_READ:
        return None
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return FileProblem.PASSWORD_PROTECTED
        catalog = reader.trailer["/Root"].get_object()
    except (PyPdfError, KeyError, AttributeError):
        return FileProblem.TRUNCATED
    return FileProblem.ACTIVE_CONTENT if _acts(catalog) or _has_names(file, size) else None


def _acts(catalog: object) -> bool:
    """Whether the document starts something by itself or carries a named script."""
    entries = catalog if isinstance(catalog, dict) else {}
    action = entries.get("/OpenAction")
    action = action.get_object() if action is not None else None
    runs = isinstance(action, dict) and str(action.get("/S")) in {"/JavaScript", "/Launch"}
    names = entries.get("/Names")
    names = names.get_object() if names is not None else None
    return runs or (isinstance(names, dict) and "/JavaScript" in names)


def _has_names(file: BinaryIO, size: int) -> bool:
    """Whether the plain objects of the file name a script or a launch; compressed ones are the catalog's matter."""
    content = _at(file, 0, size)
    return any(f"/S{gap}{mark}".encode() in content for gap in ("", " ") for mark in ("/JavaScript", "/Launch"))


def _is_packed(file: BinaryIO) -> bool:
    file.seek(0)
    return zipfile.is_zipfile(file)


def _packed(extension: str, file: BinaryIO, _size: int, head: bytes, _tail: bytes) -> FileProblem | None:
    if head.startswith(OLE_HEAD):
        # Office puts an encrypted document into the older container.
        return FileProblem.PASSWORD_PROTECTED
    if not head.startswith(b"PK"):
        return FileProblem.POLYGLOT if _is_packed(file) else FileProblem.TYPE_DIFFERS
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        return FileProblem.TRUNCATED
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        return FileProblem.PASSWORD_PROTECTED
    if _overblown(members):
        return FileProblem.ZIP_BOMB
    if any(name.lower().endswith(("vbaproject.bin", "/basic/script-lc.xml", "basic/script-lc.xml")) for name in names):
        return FileProblem.MACROS
    if min(member.header_offset for member in members) != 0:
        return FileProblem.POLYGLOT
    return None if _has_its_parts(extension, names) else FileProblem.TYPE_DIFFERS


def _has_its_parts(extension: str, names: set[str]) -> bool:
    if extension in OPEN_XML:
        return "[Content_Types].xml" in names and any(name.startswith(OPEN_XML[extension]) for name in names)
    return "mimetype" in names or extension == "zip"


def _overblown(members: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    strange = unpacked > RATIO_MATTERS_FROM and unpacked / packed > STRANGE_RATIO
    return len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or strange


def _ole(_extension: str, file: BinaryIO, size: int, head: bytes, _tail: bytes) -> FileProblem | None:
    if not head.startswith(OLE_HEAD):
        return FileProblem.TYPE_DIFFERS
    if _is_packed(file):
        return FileProblem.POLYGLOT
    content = _at(file, 0, min(size, LARGEST_READ))
    if size < 1536:
        return FileProblem.TRUNCATED
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        return FileProblem.PASSWORD_PROTECTED
    macros = any(name.encode("utf-16-le") in content for name in ("_VBA_PROJECT", "Macros\0"))
    return FileProblem.MACROS if macros else None


def _image(_extension: str, file: BinaryIO, size: int, head: bytes, tail: bytes) -> FileProblem | None:
    if _is_packed(file) or b"%PDF-" in head[:1024] or any(mark in tail.lower() for mark in MARKUP):
        return FileProblem.POLYGLOT
    if size > LARGEST_READ:
        return None
    file.seek(0)
    with Image.open(file) as image:
        image.verify()
    file.seek(0)
    with Image.open(file) as image:
        # `verify` reads only the structure; a cut-off picture shows itself when its points are read.
        image.draft("RGB", (64, 64))
        image.load()
    return None


def _movie(_extension: str, file: BinaryIO, size: int, head: bytes, _tail: bytes) -> FileProblem | None:
    """Walk the boxes of an ISO base media file (ISO 14496-12): each must fit, and the index must be there."""
    if head[4:8] not in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        return FileProblem.TYPE_DIFFERS
    place, kinds = 0, set()
    while place + 8 <= size:
        length, kind = struct.unpack(">I4s", _at(file, place, 8))
        if length == 1:
            (length,) = struct.unpack(">Q", _at(file, place + 8, 8))
        elif length == 0:
            length = size - place
        if length < 8 or place + length > size:
            return FileProblem.TRUNCATED
        kinds.add(kind)
        place += length
    return None if b"moov" in kinds and place == size else FileProblem.TRUNCATED


def problem_of_bytes(extension: str, content: bytes) -> FileProblem | None:
    """The same for a file that is in memory."""
    return problem_inside(extension, io.BytesIO(content), len(content))
