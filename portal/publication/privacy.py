"""Where published points would tell how a judge scored, although no judge is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.transparency.rule_content import told_codes

FEW = 2


@dataclass(frozen=True, slots=True)
class PrivacyNotes:
    """Numbers of works with so few sheets that a judge recognises the other's, and of works all scored alike."""

    few: tuple[str, ...]
    unanimous: tuple[str, ...]


def privacy_notes(results: Mapping[str, Any]) -> PrivacyNotes:
    """What to weigh before publishing: works with at most two sheets, and those given all or nothing by everybody."""
    categories = {one["number"]: one for one in results["categories"]}
    few, unanimous = [], []
    for number, sheets in results["sheets"].items():
        if sheets and len(sheets) <= FEW:
            few.append(number)
        if sheets and _is_extreme(categories[results["judged"][number]], sheets):
            unanimous.append(number)
    return PrivacyNotes(tuple(few), tuple(unanimous))


def _is_extreme(category: Mapping[str, Any], sheets: list[dict[str, Any]]) -> bool:
    """Whether all sheets give every criterion its most, or all of them nothing: then each judge's points are known."""
    told = set(told_codes(category))
    most = {one["code"]: one["max_points"] for one in category["criteria"] if one["code"] in told}
    return all(one["points"] == most for one in sheets) or all(not any(one["points"].values()) for one in sheets)
