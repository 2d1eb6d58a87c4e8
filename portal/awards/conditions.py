"""When something is asked: conditions on answers given earlier, all of which must hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.awards.answer_values import parse_number

EMPTY: tuple[Any, ...] = (None, "", [])


class Comparison(StrEnum):
    """How an answer is looked at; a question that has no answer only passes `answered: no`."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Condition:
    """One look at one answer; `values` holds the answers, one number, or "yes" or "no"."""

    key: str
    test: Comparison
    values: tuple[str, ...]


def conditions_from(raw: Iterable[Mapping[str, Any]] | None) -> tuple[Condition, ...]:
    """The conditions as an edition froze them."""
    return tuple(Condition(one["key"], Comparison(one["test"]), tuple(one["values"])) for one in raw or ())


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """Whether an answer is as the condition wants it."""
    given = answers.get(condition.key)
    if condition.test is Comparison.ANSWERED:
        return (given not in EMPTY) == (condition.values == ("yes",))
    if given in EMPTY:
        return False
    chosen = set(map(str, given)) if isinstance(given, list) else {str(given)}
    if condition.test in (Comparison.IS, Comparison.IS_NOT):
        return bool(chosen & set(condition.values)) == (condition.test is Comparison.IS)
    return _number_holds(condition, str(given))


def _number_holds(condition: Condition, given: str) -> bool:
    number, limit = parse_number(given), int(condition.values[0])
    if number is None:
        return False
    return number >= limit if condition.test is Comparison.AT_LEAST else number <= limit


def all_hold(conditions: Iterable[Condition], answers: Mapping[str, Any]) -> bool:
    """Whether every one of the conditions holds."""
    return all(holds(condition, answers) for condition in conditions)
