"""Drawing files as pictures and plain HTML, in a process of its own with little memory, time and no secrets.

Whatever a hostile file does to a parser happens there; what comes back are pictures and HTML that we made ourselves.
"""

import json
import multiprocessing
import os
import resource
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from portal.attachments.cleaning import CLEANABLE, PICTURES, clean_copy

SECONDS = 120
MEMORY = 1536 * 1024 * 1024
LARGEST_OUTPUT = 256 * 1024 * 1024
MOST_PAGES = 40
PAGE_WIDTH = 1100
PICTURE_WIDTH = 1600
THUMBNAIL = (240, 320)
FORMATS = sorted({*PICTURES.values(), "TIFF"})
TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "strong", "em", "u", "s", "sub", "sup", "ul", "ol", "li"}
    | {"table", "thead", "tbody", "tr", "td", "th", "img", "blockquote", "pre"}
)
HTML_HEAD = (
    "<!doctype html><meta charset='utf-8'><meta name='viewport' content='width=device-width'><style>"
    "body{font:16px/1.6 sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem;color:#222;background:#fff}"
    "img{max-width:100%;height:auto}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem}"
    "</style>"
)


class RenderError(Exception):
    """Raised when a file could not be drawn; the words are for the log."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One file that the renderer made, by its name in the target folder."""

    kind: str
    name: str
    content_type: str
    position: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything made of one file, and how many pages it has in all."""

    drawn: tuple[Drawn, ...]
    pages: int = 0


def draw(extension: str, source: Path, target: Path) -> Drawing:
    """Draw a file in a process of its own; raises RenderError when it fails, hangs or wants too much."""
    # A fresh process without our memory: its parent never held a secret or a connection.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["portal.attachments.renderer"])
    child = context.Process(target=_child, args=(extension, str(source), str(target)), daemon=True)
    child.start()
    child.join(SECONDS)
    if child.is_alive():
        child.kill()
        child.join()
        raise RenderError(f"not done after {SECONDS} seconds")
    outcome = target / "outcome.json"
    if child.exitcode != 0 or not outcome.exists():
        raise RenderError(f"the renderer ended with {child.exitcode}")
    told = json.loads(outcome.read_text())
    return Drawing(tuple(Drawn(**one) for one in told["drawn"]), told["pages"])


def _child(extension: str, source: str, target: str) -> None:
    os.environ.clear()
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() if _linux() else 0
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    # A film is cleaned where it lies, however large it is.
    largest = max(LARGEST_OUTPUT, Path(source).stat().st_size)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if held:
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
    made = draw_here(extension, Path(source), Path(target))
    (Path(target) / "outcome.json").write_text(json.dumps(asdict(made)))


def _linux() -> bool:
    return Path("/proc/self/statm").exists()


def draw_here(extension: str, source: Path, target: Path) -> Drawing:
    """The same in this process; only for files that one trusts."""
    drawn: list[Drawn] = []
    pages = 0
    if extension == "pdf":
        drawn, pages = _pdf(source, target)
    elif extension in PICTURES or extension in ("tif", "tiff"):
        drawn = _picture(source, target)
    elif extension == "docx":
        drawn = _document(source, target)
    if extension in CLEANABLE and clean_copy(extension, source, target / "clean"):
        drawn.append(Drawn("clean_copy", "clean", "application/octet-stream"))
    return Drawing(tuple(drawn), pages)


def _save(image: Image.Image, target: Path, kind: str, name: str, position: int = 0) -> Drawn:
    image.save(target / name, "WEBP", quality=80, method=3)
    return Drawn(kind, name, "image/webp", position, image.width, image.height)


def _thumbnail(image: Image.Image, target: Path) -> Drawn:
    small = image.copy()
    small.thumbnail(THUMBNAIL)
    return _save(small, target, "thumbnail", "thumbnail.webp")


def _pdf(source: Path, target: Path) -> tuple[list[Drawn], int]:
    import pypdfium2

    drawn: list[Drawn] = []
    document = pypdfium2.PdfDocument(str(source))
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            scale = min(4.0, PAGE_WIDTH / max(1.0, page.get_width()))
            # A page as tall as a house would take all the memory there is.
            scale = min(scale, 4 * PAGE_WIDTH / max(1.0, page.get_height()))
            image: Any = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
            drawn.append(_save(image, target, "page", f"page-{number + 1}.webp", number + 1))
            if number == 0:
                drawn.append(_thumbnail(image, target))
            page.close()
        return drawn, len(document)
    finally:
        document.close()


def _picture(source: Path, target: Path) -> list[Drawn]:
    with Image.open(source, formats=FORMATS) as image:
        upright = ImageOps.exif_transpose(image)
        plain = upright.convert("RGBA" if "A" in upright.getbands() or upright.mode == "P" else "RGB")
        plain.thumbnail((PICTURE_WIDTH, PICTURE_WIDTH * 2))
        return [_save(plain, target, "image", "image.webp"), _thumbnail(plain, target)]


def _document(source: Path, target: Path) -> list[Drawn]:
    import mammoth
    import nh3

    with source.open("rb") as file:
        found = mammoth.convert_to_html(file)
    # No links and no addresses but those of the pictures inside the document itself.
    html = nh3.clean(
        found.value,
        tags=set(TAGS),
        attributes={"img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"data"},
    )
    (target / "document.html").write_text(HTML_HEAD + html, encoding="utf-8")
    return [Drawn("html", "document.html", "text/html; charset=utf-8")]
