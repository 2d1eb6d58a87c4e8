"""Looking inside a file for what makes it useless or dangerous: locked, cut off, overblown, double-natured, active."""

import io
import struct
import warnings
from collections.abc import Callable
from typing import BinaryIO

from PIL import Image

from portal.attachments.legacy_office import OLE_HEAD, problem_of_legacy
from portal.attachments.packed_dangers import OPEN_DOCUMENT, OPEN_XML, PROGRAM_HEADS, is_packed, problem_of_packed
from portal.attachments.pdf_dangers import MARKUP, problem_of_pdf
from portal.attachments.rules import FileProblem

LARGEST_READ = 100 * 1024 * 1024
"""Files above this are looked at from outside only: their parts, not their whole."""
TAIL = 64 * 1024
IMAGES = {
    **dict.fromkeys(("jpg", "jpeg", "jfif"), "JPEG"), "png": "PNG", "gif": "GIF", "webp": "WEBP",
    **dict.fromkeys(("tif", "tiff"), "TIFF"),
}  # fmt: skip
HEADS = {
    "JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n",), "GIF": (b"GIF87a", b"GIF89a"), "WEBP": (b"RIFF",),
    "TIFF": (b"II*\0", b"MM\0*"),
}  # fmt: skip
MOST_POINTS = 120_000_000
"""More than any camera of our day makes at once; drawing it would take half a gigabyte."""
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
        return FileProblem.TOO_MANY_POINTS
    except Exception:
        # A parser that gives up in any way at all means a file that people could not open either.
        return FileProblem.TRUNCATED


Examiner = Callable[[str, BinaryIO, int, bytes, bytes], FileProblem | None]


def _examiner(extension: str) -> Examiner | None:
    if extension == "pdf":
        return lambda _extension, file, size, head, tail: problem_of_pdf(file, size, head, tail, LARGEST_READ)
    if extension in OPEN_XML or extension in OPEN_DOCUMENT or extension == "zip":
        return lambda found, file, _size, head, _tail: problem_of_packed(found, file, head)
    if extension in OLE:
        return _legacy
    if extension in IMAGES:
        return _image
    if extension in MOVIES:
        return _movie
    return {"mp3": _mp3, "wav": _wav}.get(extension)


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _legacy(extension: str, file: BinaryIO, size: int, head: bytes, _tail: bytes) -> FileProblem | None:
    if not head.startswith(OLE_HEAD):
        return FileProblem.TYPE_DIFFERS
    return FileProblem.POLYGLOT if is_packed(file) else problem_of_legacy(extension, file, size)


def _image(extension: str, file: BinaryIO, size: int, head: bytes, tail: bytes) -> FileProblem | None:
    if not head.startswith(HEADS[IMAGES[extension]]) or (extension == "webp" and head[8:12] != b"WEBP"):
        return FileProblem.TYPE_DIFFERS
    if is_packed(file) or b"%PDF-" in head[:1024] or MARKUP.search(head) or MARKUP.search(tail):
        return FileProblem.POLYGLOT
    if size > LARGEST_READ:
        return None
    # Only the format it calls itself: some others would start programs of their own.
    formats = [IMAGES[extension]]
    file.seek(0)
    with Image.open(file, formats=formats) as image:
        if image.width * image.height > MOST_POINTS:
            return FileProblem.TOO_MANY_POINTS
        image.verify()
    file.seek(0)
    with Image.open(file, formats=formats) as image:
        # `verify` reads only the structure; a cut-off picture shows itself when its points are read.
        image.draft("RGB", (64, 64))
        image.load()
    return None


def _movie(_extension: str, file: BinaryIO, size: int, head: bytes, _tail: bytes) -> FileProblem | None:
    """Walk the boxes of an ISO base media file (ISO 14496-12): each must fit, and the index must be there."""
    if head[4:8] not in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        return FileProblem.TYPE_DIFFERS
    if is_packed(file):
        return FileProblem.POLYGLOT
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


def _mp3(_extension: str, file: BinaryIO, size: int, head: bytes, _tail: bytes) -> FileProblem | None:
    """After the tags in front there must be a frame of sound (ISO 11172-3)."""
    start = 0
    while (tag := _at(file, start, 10)).startswith(b"ID3") and len(tag) == 10:
        start += 10 + sum((byte & 0x7F) << shift for byte, shift in zip(tag[6:], (21, 14, 7, 0), strict=True))
    if start >= size:
        return FileProblem.TRUNCATED
    sound = _at(file, start, TAIL).lstrip(b"\0")
    if not (len(sound) > 1 and sound[0] == 0xFF and sound[1] & 0xE0 == 0xE0):
        return FileProblem.TYPE_DIFFERS
    return FileProblem.POLYGLOT if is_packed(file) or MARKUP.search(head) else None


def _wav(_extension: str, file: BinaryIO, size: int, head: bytes, _tail: bytes) -> FileProblem | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return FileProblem.TYPE_DIFFERS
    if int.from_bytes(head[4:8], "little") + 8 > size:
        return FileProblem.TRUNCATED
    return FileProblem.POLYGLOT if is_packed(file) else None


def problem_of_bytes(extension: str, content: bytes) -> FileProblem | None:
    """The same for a file that is in memory."""
    return problem_inside(extension, io.BytesIO(content), len(content))
