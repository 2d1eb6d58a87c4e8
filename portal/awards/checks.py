"""The rules that the portal checks by itself, as an edition froze them; what they come to is decided further on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.awards.preset_words import CheckKind, Severity


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: what it is called, why it is there and what to do, and what it looks at."""

    code: str
    kind: CheckKind
    severity: Severity
    name: Mapping[str, str]
    text: Mapping[str, str]
    categories: tuple[str, ...] = ()
    question: str | None = None
    field: str | None = None
    passes: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


_LISTS = ("categories", "passes", "slots", "fields", "ignore")


def checks_of(edition: Any) -> list[Check]:
    """The checks in their order; an edition frozen before there were any has none."""
    return [
        Check(
            code=raw["code"],
            kind=CheckKind(raw["kind"]),
            severity=Severity(raw["severity"]),
            name=raw["name"],
            text=raw["text"],
            question=raw["question"],
            field=raw["field"],
            **{name: tuple(raw[name]) for name in _LISTS},
        )
        for raw in edition.rules.get("checks") or ()
    ]


def window_of(edition: Any) -> tuple[date | None, date | None]:
    """First and last day on which a work may have been applied; either end may be open."""
    calendar = edition.rules.get("edition", {}).get("calendar") or {}
    first, last = calendar.get("applied_from"), calendar.get("applied_to")
    return (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def agency_names(category: Any) -> tuple[str, ...]:
    """The names of a category's agency: in every language, and as the preset says they are written too."""
    frozen = category.edition.rules.get("categories") or ()
    agency = next((raw["agency"] for raw in frozen if raw["code"] == category.code), None) or {}
    return tuple(name for name in (*category.agency.values(), *(agency.get("aliases") or ())) if name)
