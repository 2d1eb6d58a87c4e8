"""The rule of an edition as plain values, the way it is sealed before the call opens and published with the results."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.awards.list_steps import steps_content

STEPS = "steps"
"""The part of a rule that heads of before did not seal."""


def rule_content(edition: Any, categories: Iterable[Any], prizes: Iterable[Any]) -> dict[str, Any]:
    """Everything that decides who can win: rubrics, ties, thresholds, sheets, caps, prizes, lists and votes."""
    council = next((one.code for one in edition.rounds if not one.kind.has_panels), None)
    return {
        "edition": edition.code,
        "rule": {
            "result": "mean_of_totals",
            "minimum_sheets": edition.minimum_sheets,
            "keeps_recused": edition.keeps_recused,
            "prize_cap": edition.prize_cap,
            "rules_digest": edition.rules_digest,
        },
        "categories": [category_content(one) for one in categories],
        "prizes": [
            {
                "code": one.code,
                "rank": one.rank,
                "name": one.name,
                "amount": one.amount,
                "max_per_category": one.max_per_category,
            }
            for one in prizes
        ],
        STEPS: steps_content(edition.rules, council),
    }


def in_form_of(rule: Mapping[str, Any], sealed: Mapping[str, Any] | None) -> dict[str, Any]:
    """A rule as far as a sealed one speaks of it: heads of before say nothing of lists and votes."""
    return {part: value for part, value in rule.items() if sealed is None or part in sealed or part != STEPS}


def category_content(one: Any) -> dict[str, Any]:
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


def told_codes(category: Mapping[str, Any]) -> list[str]:
    """The criteria whose points are sealed and published, in their order: those that count or decide between ties."""
    return [one["code"] for one in category["criteria"] if one["counts"] or one["code"] in category["ties"]]


def weights_of(category: Mapping[str, Any]) -> dict[str, int]:
    """The weights of the criteria that count, in hundredths."""
    return {one["code"]: int(one["weight"]) for one in category["criteria"] if one["counts"]}


def weighted(weights: Mapping[str, int], points: Mapping[str, int]) -> int:
    """The weighted total of a sheet, in ten-thousandths of a point."""
    return sum(weight * points[code] for code, weight in weights.items())


def place_of_sheet(category: Mapping[str, Any], leaf: Mapping[str, Any]) -> tuple[Any, ...]:
    """Where a sheet stands among all: by work, then by value, so that the order says nothing about judges."""
    points = [leaf["points"][code] for code in told_codes(category)]
    return leaf["number"], weighted(weights_of(category), leaf["points"]), points, leaf["nonce"]
