"""The rules of the award, each a pure function: the check and the facts go in, what it comes to goes out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from portal.awards.answer_values import parse_date
from portal.awards.checks import Check
from portal.awards.preset_words import CheckKind, Severity
from portal.core.search_text import fold


class Outcome(StrEnum):
    """What a check comes to; one that has nothing to look at is not applicable."""

    PASSED = "passed"
    FLAGGED = "flagged"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Rival:
    """Another submitted work of the same owner in another category of the same edition; files are (slot, SHA-256)."""

    number: str
    category: int
    title: str
    files: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the checks look at, as plain values; `category` is the code, None until one is chosen."""

    category: str | None
    title: str
    organisations: tuple[str, ...]
    eligibility: Mapping[str, Any]
    answers: Mapping[str, Any]
    files: frozenset[tuple[str, str]]
    window: tuple[date | None, date | None]
    agency: tuple[str, ...]
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What one check came to, and the values that it compared: strings and whole numbers only."""

    code: str
    outcome: Outcome
    compared: Mapping[str, str | int] = field(default_factory=dict)


def results_of(checks: Iterable[Check], facts: Facts) -> list[Result]:
    """What every check comes to, in their order."""
    return [_RULES[check.kind](check, facts) if _concerns(check, facts) else _idle(check) for check in checks]


def _concerns(check: Check, facts: Facts) -> bool:
    return not check.categories or facts.category in check.categories


def _idle(check: Check) -> Result:
    return Result(check.code, Outcome.NOT_APPLICABLE)


def _settled(check: Check, met: bool, compared: Mapping[str, str | int]) -> Result:
    against = Outcome.BLOCKED if check.severity is Severity.BLOCK else Outcome.FLAGGED
    return Result(check.code, Outcome.PASSED if met else against, compared)


def answer(check: Check, facts: Facts) -> Result:
    """An answer must be one of those that pass; of several chosen, every one."""
    given = facts.eligibility.get(check.question) if check.question else facts.answers.get(check.field or "")
    chosen = [str(one) for one in given] if isinstance(given, list) else [str(given)] if given else []
    if not chosen:
        return _idle(check)
    return _settled(check, set(chosen) <= set(check.passes), {"answer": "; ".join(chosen)})


def date_within(check: Check, facts: Facts) -> Result:
    """A day must lie inside the window, both its first and its last day included."""
    given = facts.answers.get(check.field or "")
    day = parse_date(given) if isinstance(given, str) else None
    first, last = facts.window
    if day is None or (first is None and last is None):
        return _idle(check)
    compared = {
        "day": day.isoformat(),
        "from": first.isoformat() if first else "",
        "to": last.isoformat() if last else "",
    }
    return _settled(check, (first is None or day >= first) and (last is None or day <= last), compared)


def one_category(check: Check, facts: Facts) -> Result:
    """No other submitted work of the owner, in another category, has the same title or holds the same document."""
    if facts.category is None:
        return _idle(check)
    for rival in facts.rivals:
        if alike := _likeness(check, facts, rival):
            return _settled(check, False, {"number": rival.number, "category": rival.category, "alike": alike})
    return _settled(check, True, {"works": len(facts.rivals)})


def _likeness(check: Check, facts: Facts, rival: Rival) -> str:
    if fold(facts.title) and fold(facts.title) == fold(rival.title):
        return "title"
    mine, theirs = (
        {seal for slot, seal in files if seal and (not check.slots or slot in check.slots)}
        for files in (facts.files, rival.files)
    )
    return "file" if mine & theirs else ""


def not_own_agency(check: Check, facts: Facts) -> Result:
    """None of the organisations is the category's own agency: whole names and aliases are compared, never parts."""
    asked = [facts.answers.get(key) for key in check.fields]
    named = dict.fromkeys([*facts.organisations, *(name for name in asked if isinstance(name, str))])
    names = [part for name in named for part in separate(name)]
    if facts.category is None or not facts.agency or not names:
        return _idle(check)
    agency = {key for name in facts.agency if (key := name_key(name, check.ignore))}
    own = next((name for name in names if name_key(name, check.ignore) in agency), None)
    compared: dict[str, str | int] = {"agency": facts.agency[0], "organisations": "; ".join(names)}
    return _settled(check, own is None, compared if own is None else {**compared, "own": own})


def separate(organisations: str) -> list[str]:
    """Organisations that stand in one answer, divided by semicolons."""
    return [part.strip() for part in organisations.split(";") if fold(part)]


def name_key(name: str, ignore: Iterable[str] = ()) -> str:
    """A name as it is compared: case, marks and signs do not count, nor do the words to be ignored."""
    key = f" {fold(name)} "
    for words in sorted({fold(one) for one in ignore} - {""}, key=len, reverse=True):
        while f" {words} " in key:
            key = key.replace(f" {words} ", " ")
    return " ".join(key.split())


_RULES: dict[CheckKind, Callable[[Check, Facts], Result]] = {
    CheckKind.ANSWER: answer,
    CheckKind.DATE_WITHIN: date_within,
    CheckKind.ONE_CATEGORY: one_category,
    CheckKind.NOT_OWN_AGENCY: not_own_agency,
}
