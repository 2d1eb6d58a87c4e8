"""Which lists an edition makes on the way to its decision, as its frozen rules say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.awards.preset_words import ListKind, ListRule
from portal.awards.vote_settings import settings_of_round


@dataclass(frozen=True, slots=True)
class Step:
    """One list: what it is called and what makes it; `count` is how many of each category the rule `top` takes."""

    kind: ListKind
    rule: ListRule
    count: int | None = None


SHORTLIST_BY_THRESHOLD = Step(ListKind.SHORTLIST, ListRule.THRESHOLD)
BY_POINTS = frozenset({ListRule.THRESHOLD, ListRule.TOP})


def steps_of(rules: Mapping[str, Any]) -> tuple[Step, ...]:
    """The steps in their order; an award that names none makes a shortlist by threshold and decides."""
    named = rules.get("lists") or ()
    found = tuple(Step(ListKind(one["kind"]), ListRule(one["rule"]), one.get("count")) for one in named)
    return found or (SHORTLIST_BY_THRESHOLD,)


def before(steps: tuple[Step, ...], kind: ListKind) -> ListKind | None:
    """The list that a list of this kind is made from; none for the first, and for what is not among the steps."""
    kinds = [one.kind for one in steps]
    place = kinds.index(kind) if kind in kinds else 0
    return kinds[place - 1] if place else None


def after(steps: tuple[Step, ...], kind: ListKind) -> Step | None:
    """What is made of a list of this kind; nothing where the decision follows."""
    kinds = [one.kind for one in steps]
    return steps[kinds.index(kind) + 1] if kind in kinds[:-1] else None


def steps_content(rules: Mapping[str, Any], ballot_round: str | None) -> list[dict[str, Any]]:
    """The steps as plain values, the way they are sealed: what is decided by a vote comes with the rules of the vote.

    `ballot_round` is the code of the round in which the council votes, where there is one.
    """
    vote = settings_of_round(rules, ballot_round).frozen() if ballot_round else None
    return [
        {
            "kind": one.kind.value,
            "rule": one.rule.value,
            "count": one.count,
            "vote": vote if one.rule is ListRule.COUNCIL_VOTE else None,
        }
        for one in steps_of(rules)
    ]
