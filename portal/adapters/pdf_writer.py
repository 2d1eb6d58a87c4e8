"""Typesetting PDFs and pictures with typst: data comes in as JSON and never becomes markup."""

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates" / "pdf"
FONTS = Path(__file__).parent.parent / "static" / "fonts" / "ttf"


_one_at_a_time = Lock()


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )


TO_KEEP = ("a-2b", "ua-1")
"""For what must be readable in decades, by everybody: PDF/A-2b and PDF/UA-1."""


def render_picture(template: str, data: dict[str, Any]) -> bytes:
    """The PNG of the page that `templates/pdf/<template>.typ` makes of the data: as many pixels as it has points."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        compiled = _compiler(template).compile(format="png", ppi=72.0, sys_inputs=inputs)
    if not isinstance(compiled, bytes):
        raise TypeError("a picture is one page")
    return compiled


def render_pdf(template: str, data: dict[str, Any], standards: tuple[Any, ...] = ("a-3b",)) -> bytes:
    """The PDF that `templates/pdf/<template>.typ` makes of the data: PDF/A-3b (PDF/A-2b with room for attachments)."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        compiled = _compiler(template).compile(format="pdf", sys_inputs=inputs, pdf_standards=list(standards))
    if not isinstance(compiled, bytes):
        raise TypeError("a document is one file")
    return compiled
