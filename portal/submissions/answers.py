"""Reading the answers of a page as an author typed them, whatever was sent."""

from collections.abc import Mapping
from typing import Any

from portal.awards.form import FormPage
from portal.awards.preset_words import FieldType
from portal.core.forms import one_line, tidy

LONGEST = 20_000


def answers_from(page: FormPage, sent: Any) -> dict[str, Any]:
    """The typed answers of the page's own fields, tidied; nothing else is taken."""
    found: dict[str, Any] = {}
    for field in page.fields:
        if field.type is FieldType.MULTIPLE_CHOICE:
            found[field.key] = [one_line(value)[:200] for value in sent.getlist(field.key)][:50]
        elif field.type is FieldType.LONG_TEXT:
            found[field.key] = tidy(sent.get(field.key, ""))[:LONGEST]
        else:
            found[field.key] = one_line(sent.get(field.key, ""))[:1000]
    return found


def authors_from(sent: Any, *, most: int = 50) -> list[dict[str, str]]:
    """The rows of authors as typed; empty rows are dropped."""
    names = ("full_name", "organisation", "job_title", "email", "share", "minor")
    columns: Mapping[str, list[str]] = {name: [one_line(value)[:200] for value in sent.getlist(name)] for name in names}
    rows = []
    for place in range(min(most, len(columns["full_name"]))):
        row = {name: values[place] if place < len(values) else "" for name, values in columns.items()}
        if any(row.values()):
            rows.append({**row, "full_name": row["full_name"][:120], "job_title": row["job_title"][:120]})
    return rows
