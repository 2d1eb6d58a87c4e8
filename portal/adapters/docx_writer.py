"""Word documents of headings and lines, by python-docx; text is text and never becomes markup."""

import io
from typing import Any

from docx import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render_questions(data: dict[str, Any]) -> bytes:
    """The questions of a category with room to answer each: the same content as the PDF of that name."""
    document = Document()
    document.core_properties.author = ""
    document.core_properties.title = data["title"]
    document.add_paragraph(f"{data['award']} – {data['edition']}")
    document.add_heading(data["title"], 0)
    for line in (data["scope"], data["call"], data["agency"]):
        if line:
            document.add_paragraph(line)
    for section in data["sections"]:
        document.add_heading(section["heading"], 1)
        for item in section["items"]:
            document.add_paragraph().add_run(item["label"]).bold = True
            if item["help"]:
                document.add_paragraph().add_run(item["help"]).italic = True
            for note in item["notes"]:
                document.add_paragraph(note, style="List Bullet")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def render_minutes(data: dict[str, Any]) -> bytes:
    """Minutes of a meeting: the same content as the PDF of that name."""
    document = Document()
    document.core_properties.author = ""
    document.core_properties.title = data["title"]
    document.add_paragraph(f"{data['award']} – {data['edition']}")
    document.add_heading(f"{data['title']} – {data['version']}", 0)
    for label, value in data["facts"]:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(value)
    document.add_heading(data["attendance_heading"], 1)
    table = document.add_table(rows=0, cols=3, style="Table Grid")
    for row in data["attendance"]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    parts = [(item["heading"], item["lines"]) for item in data["items"]]
    parts += [(data["votes_heading"], data["votes"])] if data["votes"] else []
    parts += [(data["signatures_heading"], data["signatures"])]
    parts += [(data[f"{name}_heading"], [data[name]]) for name in ("list_digest", "digest", "signature", "key")]
    for heading, lines in parts:
        document.add_heading(heading, 1)
        for line in lines:
            document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
