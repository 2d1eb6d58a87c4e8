"""The published bundle: whole numbers and NFC strings only, and nothing about who judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FORMAT = "vinhdanh-results-2"
"""Since 2: weights and rules of every category, totals in ten-thousandths, and sums by criterion of what is listed."""
UNIT = 10_000


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
    judged: Mapping[str, int],
    sums: Mapping[str, Mapping[str, Decimal]],
) -> dict[str, Any]:
    """The canonical content that is signed and published.

    Sheets' totals are weighted, in ten-thousandths of a point (`unit`), and sorted by value, so that their order says
    nothing about judges. `judged` gives the category of every work with judges. The sums by criterion, in hundredths
    and without weights, are those of listed works only. Authors' names are given for winners only.
    """
    shortlist = [_entry(one) for one in listed]
    return {
        "format": FORMAT,
        "edition": dict(edition),
        "rule": dict(rule),
        "categories": categories,
        "prizes": prizes,
        "decision": dict(decision),
        "lists": lists,
        "shortlist": shortlist,
        "unit": UNIT,
        "judged": dict(judged),
        "sheet_totals": {
            number: sorted(int(total * UNIT) for total in sheets) for number, sheets in sorted(totals.items())
        },
        "criterion_sums": {
            one["number"]: {code: int(points * 100) for code, points in sums.get(one["number"], {}).items()}
            for one in shortlist
        },
    }


def category_of(one: Any) -> dict[str, Any]:
    """A category with its rubric and rule; points and weights in hundredths."""
    return {
        "number": one.number,
        "code": one.code,
        "name": one.name,
        "threshold": f"{one.threshold.normalize():f}",
        "prize_cap": one.prize_cap,
        "disagreement": None if one.disagreement is None else int(one.disagreement * 100),
        "sheets_if_apart": one.judges_per_submission + 1,
        "ties": list(one.tie_criteria),
        "criteria": [
            {
                "code": criterion.code,
                "name": criterion.name,
                "kind": criterion.kind.value,
                "max_points": int(criterion.max_points * 100),
                "weight": int(criterion.weight * 100),
                "counts": criterion.counts,
            }
            for criterion in one.criteria
        ],
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
