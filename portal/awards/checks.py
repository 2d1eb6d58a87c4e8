"""The award's rules as named checks of one work: each looks at plain values and says what it found.

A check that blocks stands between a draft and its submission; one that flags only shows the secretary where to look.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.awards.answer_values import parse_date
from portal.awards.conditions import EMPTY
from portal.core.search_text import fold


class CheckKind(StrEnum):
    """What a check looks at."""

    ANSWER = "answer"
    DATE_WITHIN = "date_within"
    ONE_CATEGORY = "one_category"
    NOT_OWN_AGENCY = "not_own_agency"


class Severity(StrEnum):
    """What a failed check does."""

    BLOCK = "block"
    FLAG = "flag"


class Outcome(StrEnum):
    """What became of a check; open while what it looks at is not known yet."""

    PASSED = "passed"
    FLAGGED = "flagged"
    BLOCKED = "blocked"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its name, what to do when it fails, and what it looks at."""

    code: str
    kind: CheckKind
    severity: Severity
    name: Mapping[str, str]
    text: Mapping[str, str]
    key: str | None = None
    passes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherWork:
    """A work that the same person has submitted in another category."""

    number: str
    title: str
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks look at; organisations and agency names as written, files as SHA-256."""

    eligibility: Mapping[str, Any]
    answers: Mapping[str, Any]
    window: tuple[date | None, date | None]
    agency: tuple[str, ...]
    organisations: tuple[str, ...]
    title: str
    files: frozenset[str]
    others: tuple[OtherWork, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found; `found` holds the value it tripped over, in the entrant's own words."""

    check: Check
    outcome: Outcome
    found: str = ""

    @property
    def is_fine(self) -> bool:
        return self.outcome is Outcome.PASSED


def checks_of(edition: Any) -> list[Check]:
    """The checks as the edition froze them; editions made before there were any have none."""
    return [
        Check(
            code=one["code"],
            kind=CheckKind(one["kind"]),
            severity=Severity(one["severity"]),
            name=one["name"],
            text=one["text"],
            key=one["key"],
            passes=tuple(one["passes"]),
        )
        for one in edition.rules.get("checks", [])
    ]


def evaluate(check: Check, facts: Facts) -> CheckResult:
    """Apply one check."""
    judge = {
        CheckKind.ANSWER: _answer,
        CheckKind.DATE_WITHIN: _date_within,
        CheckKind.ONE_CATEGORY: _one_category,
        CheckKind.NOT_OWN_AGENCY: _not_own_agency,
    }[check.kind]
    passed, found = judge(check, facts)
    if passed is None:
        return CheckResult(check, Outcome.OPEN)
    failed = Outcome.BLOCKED if check.severity is Severity.BLOCK else Outcome.FLAGGED
    return CheckResult(check, Outcome.PASSED if passed else failed, "" if passed else found)


def _given(check: Check, facts: Facts) -> Any:
    key = check.key or ""
    return facts.answers.get(key, facts.eligibility.get(key))


def _answer(check: Check, facts: Facts) -> tuple[bool | None, str]:
    given = _given(check, facts)
    if given in EMPTY:
        return None, ""
    chosen = [str(one) for one in given] if isinstance(given, list) else [str(given)]
    return set(chosen) <= set(check.passes), ", ".join(chosen)


def _date_within(check: Check, facts: Facts) -> tuple[bool | None, str]:
    given = str(_given(check, facts) or "")
    day = parse_date(given)
    if day is None:
        return None, ""
    first, last = facts.window
    return (first is None or day >= first) and (last is None or day <= last), given


def _one_category(_check: Check, facts: Facts) -> tuple[bool | None, str]:
    title = fold(facts.title)
    for other in facts.others:
        if (title and fold(other.title) == title) or facts.files & other.files:
            return False, f"{other.number} {other.title}"
    return True, ""


def _not_own_agency(_check: Check, facts: Facts) -> tuple[bool | None, str]:
    names = {fold(name) for name in facts.agency if name.strip()}
    if not names:
        return None, ""
    same = [name for name in facts.organisations if fold(name) in names]
    return not same, "; ".join(dict.fromkeys(same))
