"""What is wrong with a PDF (ISO 32000): another file's nature, cut off, locked, or acting by itself."""

import re
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.attachments.packed_dangers import is_packed
from portal.attachments.rules import FileProblem

MARKUP = re.compile(rb"<(?:script|html|svg|!doctype html|\?php)[\s>/]", re.IGNORECASE)
# Names may hide their letters behind # and two digits; /S names the kind of an action.
ACTION = re.compile(rb"/(?:S|#53)\s*/([^\s/<>\[\]()]{6,40})")
HIDDEN = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTING = frozenset({b"JavaScript", b"Launch"})
LARGEST_OBJECTS = 64 * 1024 * 1024


def problem_of_pdf(file: BinaryIO, size: int, head: bytes, tail: bytes, largest_read: int) -> FileProblem | None:
    """The first thing wrong with a file that should be a PDF; above `largest_read` bytes only its ends are read."""
    start = head.find(b"%PDF-", 0, 1024)
    if start < 0:
        return FileProblem.TYPE_DIFFERS
    if start > 0 or is_packed(file) or MARKUP.search(head[:1024]):
        return FileProblem.POLYGLOT
    if b"%%EOF" not in tail[-2048:]:
        return FileProblem.TRUNCATED
    if size > largest_read:
        return None
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return FileProblem.PASSWORD_PROTECTED
        catalog = reader.trailer["/Root"].get_object()
    except (PyPdfError, KeyError, AttributeError):
        return FileProblem.TRUNCATED
    acts = _has_script(catalog) or _names_action(_plain(file, size)) or _names_action(_compressed(reader))
    return FileProblem.ACTIVE_CONTENT if acts else None


def _has_script(catalog: object) -> bool:
    """Whether the document carries a named script; those run when it is opened."""
    names = catalog.get("/Names") if isinstance(catalog, dict) else None
    names = names.get_object() if names is not None else None
    return isinstance(names, dict) and "/JavaScript" in names


def _names_action(content: bytes) -> bool:
    """Whether an action is a script or a launch: of the document, a page, a field or a link."""
    return any(_letters(name) in ACTING for name in ACTION.findall(content))


def _letters(name: bytes) -> bytes:
    return HIDDEN.sub(lambda found: bytes([int(found[1], 16)]), name)


def _plain(file: BinaryIO, size: int) -> bytes:
    file.seek(0)
    return file.read(size)


def _compressed(reader: PdfReader) -> bytes:
    """The objects that are packed into streams, unpacked, as far as a document reasonably goes."""
    content = bytearray()
    for number in sorted({place[0] for place in reader.xref_objStm.values()}):
        stream = reader.get_object(number)
        content += stream.get_data() if stream is not None else b""  # type: ignore[attr-defined]
        if len(content) > LARGEST_OBJECTS:
            break
    return bytes(content)
