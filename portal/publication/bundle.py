"""The published bundle: whole numbers and NFC strings only, and nothing about who judged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.transparency.rule_content import STEPS, weighted, weights_of

FORMAT = "vinhdanh-results-4"
"""Since 2: weights and rules of every category, totals in ten-thousandths. Since 3: sheets, lists, heads and key.
Since 4: the sealed steps of the lists with the rules of their votes, and who took part in each vote."""
UNIT = 10_000
SHEETS = frozenset({"sheets", "sheet_totals"})
"""The parts that are made of the sealed sheets alone: large, canonical as they are, and told by the root over them."""


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


def content_of(
    *,
    edition: Mapping[str, Any],
    rule: Mapping[str, Any],
    decision: Mapping[str, Any],
    lists: list[dict[str, Any]],
    ballots: list[dict[str, Any]],
    listed: Iterable[Listed],
    leaves: Iterable[Mapping[str, Any]],
    judged: Mapping[str, int],
    key: str,
) -> dict[str, Any]:
    """What a decision's head seals: all that is published but the heads themselves.

    `rule` is the sealed rule, without its steps where it was sealed before there were any; `leaves` are the sealed
    sheets in the order of their tree: by work, then by value, so that the order says nothing about judges. Totals are
    weighted, in ten-thousandths of a point (`unit`). Every work with judges is in `judged` with its category. Authors'
    names are given for winners only.
    """
    weights = {one["code"]: weights_of(one) for one in rule["categories"]}
    sheets: dict[str, list[dict[str, Any]]] = {number: [] for number in judged}
    totals: dict[str, list[int]] = defaultdict(list)
    for leaf in leaves:
        sheets[leaf["number"]].append({"points": leaf["points"], "nonce": leaf["nonce"]})
        totals[leaf["number"]].append(weighted(weights[leaf["category"]], leaf["points"]))
    return {
        "format": FORMAT,
        "edition": dict(edition),
        **{part: rule[part] for part in ("rule", "categories", "prizes")},
        STEPS: rule.get(STEPS),
        "decision": dict(decision),
        "lists": lists,
        "ballots": ballots,
        "shortlist": [_entry(one) for one in listed],
        "unit": UNIT,
        "judged": dict(judged),
        "sheets": sheets,
        "sheet_totals": {number: totals[number] for number in sheets},
        "key": key,
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
