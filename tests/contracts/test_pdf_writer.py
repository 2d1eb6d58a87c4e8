"""Typesetting: data never becomes markup, Vietnamese stays Vietnamese."""

import io

import pytest
from pypdf import PdfReader

from portal.adapters.pdf_writer import render_pdf

HOSTILE = '#read("/etc/passwd") #eval("1+1") $x^2$ *bold* <label> @ref \\ "quote"'


def test_user_text_is_typeset_as_it_is():
    pdf = render_pdf("document", {"title": "Chữ ký và dấu: Ề ở ữ đ", "paragraphs": [HOSTILE]})

    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "Chữ ký và dấu: Ề ở ữ đ" in text
    assert '#read("/etc/passwd")' in text.replace("“", '"').replace("”", '"')


def test_file_says_that_it_is_an_archive_pdf():
    pdf = render_pdf("document", {"title": "A", "paragraphs": ["B"]})

    assert b"pdfaid" in pdf


def test_unknown_template_is_an_error():
    with pytest.raises(RuntimeError, match="No such file"):
        render_pdf("no-such", {})
