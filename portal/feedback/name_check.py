"""The name check: what in a text tells who judged, or tells of another work."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.core.contacts import EMAIL, PHONE
from portal.core.search_text import fold
from portal.feedback.watch_words import Word, is_title, may_be, name_words, words_of

NUMBER = re.compile(r"(?<![\w-])[A-Z0-9]+(?:-[A-Z0-9]+)*-\d{1,2}-\d{4,6}-\d{2}(?![\w-])", re.IGNORECASE)
PARTS = re.compile(r"[,()|;/\n]|\s[-–—]\s")
NAME_GAP, PLACE_GAP = re.compile(r"[\s.\-]{1,3}"), re.compile(r"[\s.,()\-–—]{1,4}")


class FindingKind(StrEnum):
    """What was found."""

    NAME = "name"
    INITIALS = "initials"
    EMAIL = "email"
    PHONE = "phone"
    ORGANISATION = "organisation"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in one part of a letter, from `start` to `end`, in the words that stand there."""

    kind: FindingKind
    part: str
    start: int
    end: int
    words: str


Listed = dict[str, list[tuple[tuple[str, ...], bool]]]
"""Sequences of folded words by their first one, and whether all of them must begin with a capital."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Whom and what to look for, ready for many texts."""

    names: Listed = field(default_factory=dict)
    organisations: Listed = field(default_factory=dict)
    givens: dict[str, list[str]] = field(default_factory=dict)
    initials: frozenset[str] = frozenset()

    @classmethod
    def of(cls, people: Iterable[str], organisations: Iterable[str]) -> "Watch":
        """Look for these names of judges and of the places where they work."""
        names: set[tuple[tuple[str, ...], bool]] = set()
        givens: dict[str, list[str]] = {}
        initials = set()
        for words in map(name_words, people):
            if not words:
                continue
            folded = tuple(fold(one) for one in words)
            names |= set(_spellings(folded))
            givens.setdefault(folded[-1], []).append(words[-1])
            initials |= _initials(folded)
        places = {one for name in organisations for one in _places(name)}
        return cls(_by_first(names), _by_first(places), givens, frozenset(initials))


def _spellings(name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """A name in full, family and given name in either order; middle and given name when both have capitals."""
    if len(name) > 1:
        yield name, False
        yield (name[0], name[-1]), False
        yield (name[-1], name[0]), True
        yield name[-2:], True


def _initials(name: tuple[str, ...]) -> set[str]:
    letters = "".join(one[:1] for one in name)
    return {letters, letters[0] + letters[-1], letters[-1]} if letters else set()


def _places(name: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """An organisation as it is written, and the longer of its parts; one word only as it stands, with a capital."""
    whole = tuple(fold(name).split())
    if whole:
        yield whole, len(whole) == 1
    for part in PARTS.split(name):
        words = tuple(fold(part).split())
        if len(words) > 2:
            yield words, False


def _by_first(sequences: Iterable[tuple[tuple[str, ...], bool]]) -> Listed:
    listed: Listed = {}
    for words, capitals in sorted(sequences):
        listed.setdefault(words[0], []).append((words, capitals))
    return listed


def findings_in(texts: Mapping[str, str], watch: Watch, own_number: str = "") -> list[Finding]:
    """Everything in a letter that gives a judge away or names another work, in the order in which it is read."""
    return [one for part, text in texts.items() for one in _outermost(_all_in(part, text, watch, own_number))]


def _all_in(part: str, text: str, watch: Watch, own_number: str) -> Iterator[Finding]:
    for kind, pattern in ((FindingKind.EMAIL, EMAIL), (FindingKind.PHONE, PHONE), (FindingKind.NUMBER, NUMBER)):
        for match in pattern.finditer(text):
            if kind is not FindingKind.NUMBER or match[0].upper() != own_number.upper():
                yield Finding(kind, part, match.start(), match.end(), match[0])
    words = words_of(text)
    for first in range(len(words)):
        for kind, last in _from(words, first, watch):
            start, end = words[first].start, words[last].end
            yield Finding(kind, part, start, end, text[start:end])


def _from(words: list[Word], first: int, watch: Watch) -> Iterator[tuple[FindingKind, int]]:
    """What begins at a word, and the position of its last word."""
    for kind, listed, gap in (
        (FindingKind.NAME, watch.names, NAME_GAP),
        (FindingKind.ORGANISATION, watch.organisations, PLACE_GAP),
    ):
        for sequence, capitals in listed.get(words[first].folded, []):
            if _stands_at(words, first, sequence, capitals, gap):
                yield kind, first + len(sequence) - 1
    if first + 1 < len(words) and is_title(words[first], words[first + 1]):
        if any(may_be(words[first + 1], given) for given in watch.givens.get(words[first + 1].folded, [])):
            yield FindingKind.NAME, first + 1
        elif (last := _last_initial(words, first + 1, watch)) is not None:
            yield FindingKind.INITIALS, last


def _stands_at(
    words: list[Word], first: int, sequence: tuple[str, ...], capitals: bool, gap: re.Pattern[str]
) -> bool:  # fmt: skip
    found = words[first : first + len(sequence)]
    return (
        tuple(one.folded for one in found) == sequence
        and all(gap.fullmatch(one.gap) for one in found[1:])
        and (not capitals or all(one.is_capital for one in found))
    )


def _last_initial(words: list[Word], first: int, watch: Watch) -> int | None:
    """The last of the initials that begin here: `NVA`, `N.V.A`, `N. V. An`, or the one letter of a given name."""
    if len(words[first].text) > 1:
        return first if words[first].text.isupper() and words[first].folded in watch.initials else None
    letters, last = "", first
    while last < len(words) and len(words[last].text) == 1 and words[last].is_capital and _follows(words, first, last):
        letters += words[last].folded
        last += 1
    if last < len(words) and letters and words[last].is_capital and words[last].folded in watch.givens:
        return last if _follows(words, first, last) else None
    return last - 1 if letters in watch.initials else None


def _follows(words: list[Word], first: int, place: int) -> bool:
    return place == first or NAME_GAP.fullmatch(words[place].gap) is not None


def _outermost(found: Iterable[Finding]) -> list[Finding]:
    """Of findings within one another only the widest."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.end > kept[-1].end:
            kept.append(one)
    return kept
