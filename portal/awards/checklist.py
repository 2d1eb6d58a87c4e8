"""The secretary's checklist as an edition froze it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One question the secretary answers by hand."""

    code: str
    question: Mapping[str, str]
    help: Mapping[str, str] | None


def checklist_of(edition: Any, category: Any = None) -> list[CheckItem]:
    """The questions asked of a category; an edition frozen before there were checklists has none."""
    code = getattr(category, "code", None)
    return [
        CheckItem(raw["code"], raw["question"], raw["help"])
        for raw in edition.rules.get("screening_checklist", [])
        if not raw["categories"] or code in raw["categories"]
    ]
