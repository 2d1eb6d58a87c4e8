"""Two versions of the same answer, as a person compares them: what is stored beside what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext as _

from portal.submissions.drafts import ConflictingEditError
from portal.submissions.models import Submission
from portal.submissions.snapshot import plain_authors


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words, and whether they stand only in this version."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer that two people changed: its name on the page, and both versions."""

    key: str
    label: str
    theirs: list[Stretch]
    mine: list[Stretch]


def conflicts_of(error: ConflictingEditError, submission: Submission, labels: Mapping[str, Any]) -> list[Conflict]:
    """Every answer of the page that needs a person's choice."""
    found = []
    for key in error.conflicts:
        theirs, mine = _words(key, _stored(key, submission)), _words(key, error.merged[key])
        marked_theirs, marked_mine = differences(theirs, mine)
        found.append(Conflict(key, str(labels.get(key, key)), marked_theirs, marked_mine))
    return found


def chosen(typed: dict[str, Any], stored: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, except where the reader picked the stored version."""
    return {key: stored.get(key) if sent.get(f"pick-{key}") == "theirs" else value for key, value in typed.items()}


def _stored(key: str, submission: Submission) -> Any:
    if key == "category":
        return submission.category_id
    if key == "authors":
        return plain_authors(submission.authors)
    return getattr(submission, key) if key in ("title", "summary", "organisation") else submission.answers.get(key)


def _words(key: str, value: Any) -> str:
    if key == "authors":
        return "\n".join(f"{author['full_name']} – {author['share']} %" for author in value)
    if isinstance(value, list):
        rows = [" · ".join(map(str, row.values())) if isinstance(row, dict) else str(row) for row in value]
        return ("\n" if any(isinstance(row, dict) for row in value) else "; ").join(rows)
    return str(value or _("Not provided"))


def differences(before: str, after: str) -> tuple[list[Stretch], list[Stretch]]:
    """Both texts in stretches, those that the other lacks marked; compared word by word."""
    first, second = _pieces(before), _pieces(after)
    old: list[Stretch] = []
    new: list[Stretch] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        changed = kind != "equal"
        if a1 > a0:
            old.append(Stretch("".join(first[a0:a1]), changed))
        if b1 > b0:
            new.append(Stretch("".join(second[b0:b1]), changed))
    return old, new


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        words = line.split(" ")
        pieces += [f"{word} " for word in words[:-1]] + ([words[-1]] if words[-1] else [])
    return pieces
