"""Real small files, each different: PDF by the portal's typesetter, DOCX by python-docx, JPEG by Pillow."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from docx import Document
from PIL import Image, ImageDraw

from portal.adapters.pdf_writer import render_pdf


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file as a browser would offer it."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FileOrder:
    """What a file is to be: its kind (`pdf`, `docx`, `jpg` or `txt`), its name without extension, and its words."""

    kind: str
    name: str
    title: str
    paragraphs: tuple[str, ...]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def make_pdf(name: str, title: str, paragraphs: list[str]) -> MadeFile:
    """A one-page PDF with the given words."""
    content = render_pdf("document", {"title": title, "paragraphs": paragraphs})
    return MadeFile(f"{name}.pdf", "application/pdf", content)


def make_docx(name: str, title: str, paragraphs: list[str]) -> MadeFile:
    """A Word document with a heading and the given paragraphs."""
    document = Document()
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return MadeFile(f"{name}.docx", DOCX, buffer.getvalue())


def make_jpeg(name: str, title: str) -> MadeFile:
    """A picture whose colours come from the title, so that no two works share one."""
    shades = hashlib.sha256(title.encode()).digest()
    image = Image.new("RGB", (480, 320), (shades[0], shades[1], shades[2]))
    draw = ImageDraw.Draw(image)
    for index in range(3, 24, 3):
        left, top = shades[index] % 480, shades[index + 1] % 320
        draw.ellipse((left, top, left + 90, top + 90), fill=(shades[index], shades[index + 1], shades[index + 2]))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return MadeFile(f"{name}.jpg", "image/jpeg", buffer.getvalue())


MAKERS = {"pdf": make_pdf, "docx": make_docx}


def kinds_of(extensions: tuple[str, ...]) -> list[str]:
    """Which of the accepted types can be made here."""
    return [kind for kind in ("pdf", "docx", "jpg", "txt") if kind in extensions]


def make_file(order: FileOrder) -> MadeFile:
    """A file of one kind about a work."""
    name, title, paragraphs = order.name, order.title, list(order.paragraphs)
    if order.kind == "jpg":
        return make_jpeg(name, title)
    if order.kind == "txt":
        return MadeFile(f"{name}.txt", "text/plain", "\n\n".join([title, *paragraphs]).encode())
    return MAKERS[order.kind](name, title, paragraphs)


def make_here(orders: list[FileOrder]) -> Iterator[MadeFile]:
    """The files, each made when it is asked for."""
    return map(make_file, orders)
