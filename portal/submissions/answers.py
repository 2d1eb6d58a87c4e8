"""Reading the answers of a page as an author typed them, whatever was sent."""

import re
from collections.abc import Mapping
from typing import Any

from portal.awards.form import Field, FormPage
from portal.awards.preset_words import FieldType
from portal.core.forms import one_line, tidy

LONGEST = 20_000
MOST_ROWS = 200


def answers_from(page: FormPage, sent: Any) -> dict[str, Any]:
    """The typed answers of the page's own fields, tidied; nothing else is taken."""
    return {
        field.key: _rows(field, sent) if field.type is FieldType.GROUP else _answer(field, sent)
        for field in page.fields
    }


def _answer(field: Field, sent: Any) -> Any:
    if field.type is FieldType.MULTIPLE_CHOICE:
        return [one_line(value)[:200] for value in sent.getlist(field.key)][:50]
    if field.type is FieldType.LONG_TEXT:
        return tidy(sent.get(field.key, ""))[:LONGEST]
    return one_line(sent.get(field.key, ""))[:1000]


def _rows(field: Field, sent: Any) -> list[dict[str, Any]]:
    """The rows of a group in their order, without those that are empty or asked to be removed."""
    shown = {int(found[1]) for name in sent if (found := re.fullmatch(rf"{field.key}-(\d{{1,3}})-.+", name))}
    gone = sent.get("remove", "")
    rows = []
    for place in sorted(shown):
        row = {key: _answer(one, sent) for key, one in field.in_row(place)}
        if any(row.values()) and gone != f"{field.key}-{place}":
            rows.append(row)
    return rows[:MOST_ROWS]


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
