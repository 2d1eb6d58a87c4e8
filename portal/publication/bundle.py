"""The published bundle: whole numbers and NFC strings only, and nothing about who judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FORMAT = "vinhdanh-results-1"


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the decided list, as plain values."""

    number: str
    title: str
    summary: str
    organisation: str
    authors: tuple[str, ...]
    category: int
    rank: int
    mean: tuple[int, int]
    sheets: int
    prize: str | None


def results_of(
    *,
    edition: Mapping[str, Any],
    rule: Mapping[str, Any],
    categories: list[dict[str, Any]],
    prizes: list[dict[str, Any]],
    decision: Mapping[str, Any],
    lists: list[dict[str, Any]],
    listed: Iterable[Listed],
    totals: Mapping[str, Iterable[Decimal]],
) -> dict[str, Any]:
    """The canonical content that is signed and published.

    Sheets' totals are in hundredths of a point and sorted by value, so that their order says nothing about judges.
    Authors' names are given for winners only.
    """
    return {
        "format": FORMAT,
        "edition": dict(edition),
        "rule": dict(rule),
        "categories": categories,
        "prizes": prizes,
        "decision": dict(decision),
        "lists": lists,
        "shortlist": [_entry(one) for one in listed],
        "sheet_totals": {
            number: sorted(int(total * 100) for total in sheets) for number, sheets in sorted(totals.items())
        },
    }


def _entry(one: Listed) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "summary": one.summary if one.prize else "",
        "organisation": one.organisation,
        "authors": list(one.authors) if one.prize else [],
        "category": one.category,
        "rank": one.rank,
        "mean": {"numerator": one.mean[0], "denominator": one.mean[1]},
        "sheets": one.sheets,
        "prize": one.prize,
    }
