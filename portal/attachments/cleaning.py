"""Copies without metadata for judges and the public: no author, place, device or editing history travels along.

Pure file work, run in the renderer's own limited process. The original stays as it came, sealed by its SHA-256.
"""

import re
import struct
import zipfile
from pathlib import Path

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter

OFFICE = frozenset({"docx", "xlsx", "pptx"})
OPEN_DOCUMENT = frozenset({"odt", "ods", "odp"})
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "jfif": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
MOVIES = frozenset({"mp4", "m4v", "m4a", "mov"})
CLEANABLE = frozenset({"pdf", "mp3", *OFFICE, *OPEN_DOCUMENT, *PICTURES, *MOVIES})

# The shortest properties that Office still opens (ECMA-376, part 2, core properties).
EMPTY_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
EMPTY_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
EMPTY_META = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
)
EMPTY_CUSTOM = EMPTY_APP.replace(b"extended-properties", b"custom-properties")
REPLACED = {
    "docProps/core.xml": EMPTY_CORE,
    "docProps/app.xml": EMPTY_APP,
    "docProps/custom.xml": EMPTY_CUSTOM,
    "meta.xml": EMPTY_META,
}
THUMBNAILS = ("docProps/thumbnail", "Thumbnails/")
"""Small pictures of the first page as it once was; other parts point at them, so each is emptied, not left out."""
# Who commented and who changed what, in Word's markup.
AUTHORS = re.compile(rb'\b(w:author|w:initials|w15:author)="[^"]*"')


def clean_copy(extension: str, source: Path, target: Path) -> bool:
    """Write a copy without metadata; False for a type whose metadata nobody here can remove."""
    if extension == "pdf":
        _pdf(source, target)
    elif extension in OFFICE | OPEN_DOCUMENT:
        _packed(source, target)
    elif extension in PICTURES:
        _picture(PICTURES[extension], source, target)
    elif extension in MOVIES:
        _movie(source, target)
    elif extension == "mp3":
        _mp3(source, target)
    else:
        return False
    return True


def _pdf(source: Path, target: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(str(source)))
    writer.metadata = None
    for holder in [writer.root_object, *writer.pages]:
        for key in ("/Metadata", "/PieceInfo", "/LastModified"):
            holder.pop(key, None)
    with target.open("wb") as file:
        writer.write(file)


def _packed(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = b"" if member.filename.startswith(THUMBNAILS) else REPLACED.get(member.filename)
            if content is None:
                content = old.read(member)
                if member.filename.startswith("word/") and member.filename.endswith(".xml"):
                    content = AUTHORS.sub(rb'\1=""', content)
            # A fixed day: when somebody saved it is metadata too.
            fresh = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(fresh, content)


def _picture(kind: str, source: Path, target: Path) -> None:
    with Image.open(source) as image:
        # The camera's rotation is metadata too: it is carried out before it is forgotten.
        upright = ImageOps.exif_transpose(image)
        fresh = Image.new(upright.mode, upright.size)
        if upright.palette is not None:
            fresh.putpalette(upright.getpalette() or [])
        fresh.paste(upright)
        extra = {"quality": 92} if kind in ("JPEG", "WEBP") else {}
        fresh.save(target, kind, **extra)


def _movie(source: Path, target: Path) -> None:
    """Rename the boxes that hold titles, places and devices to `free`, which every player skips (ISO 14496-12)."""
    content = bytearray(source.read_bytes())
    _forget(content, 0, len(content))
    target.write_bytes(content)


def _forget(content: bytearray, place: int, end: int) -> None:
    while place + 8 <= end:
        length, kind = struct.unpack_from(">I4s", content, place)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, place + 8)
            head = 16
        elif length == 0:
            length = end - place
        if length < head:
            return
        if kind in (b"udta", b"meta", b"uuid"):
            content[place + 4 : place + 8] = b"free"
            content[place + head : place + length] = bytes(length - head)
        elif kind in (b"moov", b"trak"):
            _forget(content, place + head, min(end, place + length))
        place += length


def _mp3(source: Path, target: Path) -> None:
    """Leave out the ID3v2 tag in front and the ID3v1 tag at the end (id3.org)."""
    content = source.read_bytes()
    while content.startswith(b"ID3") and len(content) > 10:
        size = 0
        for byte in content[6:10]:
            size = size << 7 | byte & 0x7F
        content = content[10 + size :]
    if content[-128:-125] == b"TAG":
        content = content[:-128]
    target.write_bytes(content)
