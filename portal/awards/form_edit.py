"""Changing a form as plain values: pages, questions, groups and places for documents; every verb gives a new copy.

Addresses: a page or document by its `code`, a question by its `key`, a question inside a group by `group.key`.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Raw = dict[str, Any]
NOT_IN_ROWS = ("group", "multiple_choice")
"""Kinds of question that a group cannot repeat."""
PDF_ONLY = [{"extension": "pdf", "media_types": ["application/pdf"]}]
PROVENANCE = {"status": None, "source": None, "note": None}


@dataclass(frozen=True, slots=True)
class FormContent:
    """The pages and the places for documents, as an edition keeps them."""

    form: list[Raw]
    dossier: list[Raw]


class UnknownPartError(LookupError):
    """Raised for an address that names nothing in the form."""


def blank_page(code: str) -> Raw:
    """A page that asks nothing yet."""
    return {"code": code, "title": {}, "help": None, "categories": [], "when": [], "fields": []}


def blank_field(key: str, kind: str = "text") -> Raw:
    """A question without words."""
    return {
        "key": key, "type": kind, "label": {}, "hint": None, "required": False, "at_submit": False, "max_words": None,
        "max_length": None, "minimum": None, "maximum": None, "options": [], "categories": [],
        "visible_to_judges": True, "public": False, "confidential": False, "when": [], "fields": [], "min_rows": 0,
        "max_rows": 10 if kind == "group" else 0, "row_name": None, "provenance": dict(PROVENANCE),
    }  # fmt: skip


def blank_slot(code: str) -> Raw:
    """A place for documents without words."""
    return {
        "code": code, "name": {}, "help": {}, "required": False, "file_types": [], "max_files": 1, "max_size_mb": 20,
        "categories": [], "visible_to_judges": True, "public": False, "when": [], "provenance": dict(PROVENANCE),
    }  # fmt: skip


def completed(form: list[Raw], dossier: list[Raw]) -> FormContent:
    """The form with every key that parts frozen by an earlier version of the portal lack."""
    pages = [
        {**blank_page(""), **page, "fields": [_completed_field(field) for field in page["fields"]]} for page in form
    ]
    return FormContent(pages, [{**blank_slot(""), **slot} for slot in dossier])


def _completed_field(field: Raw) -> Raw:
    inner = [_completed_field(one) for one in field.get("fields") or ()]
    return {**blank_field("", field["type"]), **field, "fields": inner}


def all_fields(content: FormContent) -> list[Raw]:
    """Every question in its order, without those inside groups."""
    return [field for page in content.form for field in page["fields"]]


def all_names(content: FormContent) -> set[str]:
    """Every code, key and key inside a group that is taken."""
    fields = all_fields(content)
    names = {field["key"] for field in fields} | {part["code"] for part in (*content.form, *content.dossier)}
    return names | {inner["key"] for field in fields for inner in field.get("fields") or ()}


def _place(parts: list[Raw], name: str, value: str) -> int:
    for place, part in enumerate(parts):
        if part[name] == value:
            return place
    raise UnknownPartError(value)


def _siblings(content: FormContent, address: str) -> tuple[list[Raw], str]:
    """The list that holds the question of an address, and its own key there."""
    group, dot, key = address.partition(".")
    for page in content.form:
        for field in page["fields"]:
            if field["key"] == group:
                return (field["fields"], key) if dot else (page["fields"], group)
    raise UnknownPartError(address)


def find(content: FormContent, kind: str, address: str) -> Raw:
    """A page, question or document by its address; raises UnknownPartError."""
    parts, name, value = _where(content, kind, address)
    return parts[_place(parts, name, value)]


def _where(content: FormContent, kind: str, address: str) -> tuple[list[Raw], str, str]:
    if kind == "page":
        return content.form, "code", address
    if kind == "slot":
        return content.dossier, "code", address
    parts, key = _siblings(content, address)
    return parts, "key", key


def page_of(content: FormContent, address: str) -> Raw:
    """The page that a question stands on."""
    key = address.partition(".")[0]
    for page in content.form:
        if any(field["key"] == key for field in page["fields"]):
            return page
    raise UnknownPartError(address)


def put(content: FormContent, kind: str, address: str, part: Raw) -> FormContent:
    """Replace one part."""
    copy = deepcopy(content)
    parts, name, value = _where(copy, kind, address)
    parts[_place(parts, name, value)] = part
    return copy


def add(content: FormContent, kind: str, inside: str, part: Raw) -> FormContent:
    """Append a part: a question to the page or group `inside`, a page or document to the end."""
    copy = deepcopy(content)
    if kind != "field":
        (copy.form if kind == "page" else copy.dossier).append(part)
        return copy
    pages = [page for page in copy.form if page["code"] == inside]
    groups = [field for field in all_fields(copy) if field["key"] == inside and field["type"] == "group"]
    for holder in (*pages, *groups):
        holder["fields"].append(part)
        return copy
    raise UnknownPartError(inside)


def remove(content: FormContent, kind: str, address: str) -> FormContent:
    """Take a part out."""
    copy = deepcopy(content)
    parts, name, value = _where(copy, kind, address)
    del parts[_place(parts, name, value)]
    return copy


def move(content: FormContent, kind: str, address: str, steps: int) -> FormContent:
    """Move a part among its siblings; a question at the edge of its page goes over to the next page."""
    copy = deepcopy(content)
    parts, name, value = _where(copy, kind, address)
    here = _place(parts, name, value)
    there = here + steps
    if 0 <= there < len(parts):
        parts.insert(there, parts.pop(here))
    elif kind == "field" and "." not in address:
        pages = copy.form
        page = next(place for place, one in enumerate(pages) if one["fields"] is parts)
        target = page + (1 if steps > 0 else -1)
        if 0 <= target < len(pages):
            fields = pages[target]["fields"]
            fields.insert(0 if steps > 0 else len(fields), parts.pop(here))
    return copy


def earlier_fields(content: FormContent, address: str) -> list[Raw]:
    """The questions that stand before a question or a page; before documents stand all of them."""
    found: list[Raw] = []
    for page in content.form:
        if page["code"] == address:
            return found
        for field in page["fields"]:
            if field["key"] == address.partition(".")[0]:
                return found
            found.append(field)
    return found
