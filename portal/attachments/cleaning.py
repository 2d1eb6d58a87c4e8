"""Copies without metadata for judges and the public: no author, place, device or editing history travels along.

Pure file work, run in the renderer's own limited process. The original stays as it came, sealed by its SHA-256.
"""

import re
import zipfile
from pathlib import Path

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter

from portal.attachments.legacy_office import LEGACY, forget_writers
from portal.attachments.media import MEDIA, forget_maker

OFFICE = frozenset({"docx", "xlsx", "pptx"})
OPEN_DOCUMENT = frozenset({"odt", "ods", "odp"})
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "jfif": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
CLEANABLE = frozenset({"pdf", *OFFICE, *OPEN_DOCUMENT, *PICTURES, *LEGACY, *MEDIA})

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
PARTS = ("word/", "xl/", "ppt/", "content.xml", "styles.xml")
# Who commented and who changed what, and where the file lay, as each program's markup has it.
NAMED = re.compile(rb'\b(w:author|w:initials|w15:author|w15:userId|userName|x15ac:absPath url)="[^"]*"')
PERSON = re.compile(rb'\b(displayName|name|initials|userId)="[^"]*"')
PEOPLE = ("xl/persons/", "ppt/commentAuthors.xml", "ppt/authors.xml")
TOLD = re.compile(rb"<(author|dc:creator|meta:creator-initials|loext:sender-initials)>[^<]*</")
TEMPLATE = re.compile(rb'(<Relationship\b[^>]*/attachedTemplate"[^>]*?\bTarget)="[^"]*"')
LATER_TEMPLATE = re.compile(rb'(<Relationship\b[^>]*?\bTarget)="[^"]*"(?=[^>]*/attachedTemplate")')


def clean_copy(extension: str, source: Path, target: Path) -> bool:
    """Make a copy without metadata; False for a type whose metadata nobody here can remove.

    Films, sounds and documents of before 2007 are cleaned in place, so their source becomes the copy.
    """
    if extension == "pdf":
        _pdf(source, target)
    elif extension in OFFICE | OPEN_DOCUMENT:
        _packed(source, target)
    elif extension in PICTURES:
        _picture(PICTURES[extension], source, target)
    elif extension in MEDIA:
        forget_maker(extension, source.replace(target))
    elif extension in LEGACY:
        forget_writers(extension, source.replace(target))
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
                content = _without_names(member.filename, old.read(member))
            # A fixed day: when somebody saved it is metadata too.
            fresh = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(fresh, content)


def _without_names(name: str, content: bytes) -> bytes:
    if name.endswith(".rels"):
        # The path of a template names the account of whoever wrote the document.
        return LATER_TEMPLATE.sub(rb'\1="Normal.dotm"', TEMPLATE.sub(rb'\1="Normal.dotm"', content))
    if name.endswith((".jpg", ".jpeg")):
        return _without_segments(content)
    if name.startswith(PARTS) and name.endswith(".xml"):
        content = TOLD.sub(rb"<\1></", NAMED.sub(rb'\1=""', content))
        return PERSON.sub(rb'\1=""', content) if name.startswith(PEOPLE) else content
    return content


def _without_segments(content: bytes) -> bytes:
    """A photograph inside a document without what the camera wrote; its points stay as they are (ISO 10918-1)."""
    kept, place = content[:2], 2
    while content[place : place + 1] == b"\xff" and content[place + 1 : place + 2] not in (b"\xda", b""):
        stop = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        # Of the application's segments, only the size of points, the colours and Adobe's are for drawing.
        if not 0xE0 <= content[place + 1] <= 0xEF or content[place + 1] in (0xE0, 0xE2, 0xEE):
            kept += content[place:stop] if content[place + 1] != 0xFE else b""
        place = stop
    return kept + content[place:]


def _picture(kind: str, source: Path, target: Path) -> None:
    with Image.open(source, formats=[kind]) as image:
        # The camera's rotation is metadata too: it is carried out before it is forgotten.
        upright = ImageOps.exif_transpose(image)
        fresh = Image.new(upright.mode, upright.size)
        if upright.palette is not None:
            fresh.putpalette(upright.getpalette() or [])
        fresh.paste(upright)
        extra = {"quality": 92} if kind in ("JPEG", "WEBP") else {}
        fresh.save(target, kind, **extra)
