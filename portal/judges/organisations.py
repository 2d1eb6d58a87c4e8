"""Which organisations a text names, which of them are one or belong together, and whose an address is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.core.search_text import fold
from portal.judges.organisation_words import (
    ABBREVIATIONS,
    MAIL_SUFFIXES,
    PLACES,
    PUBLIC_MAIL,
    RESERVED,
    SUBUNITS,
    TOO_COMMON,
)

SEVERAL = re.compile(r"[;/\n]|\s+và\s+|\s+and\s+", re.IGNORECASE)
WITHIN = re.compile(r"[,()|]|\s[-–—]\s|\s+(?:trực\s+)?thuộc\s+|\s+of\s+the\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The keys of what a text names: the organisations themselves, and the wider ones they are part of."""

    own: frozenset[str]
    wider: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.own | self.wider


def key_of(name: str) -> str:
    """A name folded, with its usual abbreviations written one way and without the City's name."""
    key = fold(name)
    for pattern, short in ABBREVIATIONS:
        key = re.sub(pattern, short, key)
    return " ".join(re.sub(r"\btphcm\b", "", key).split())


def _begins_with(key: str, words: frozenset[str]) -> bool:
    first, _, rest = key.partition(" ")
    return first in words or f"{first} {rest.partition(' ')[0]}" in words


def named_in(text: str) -> Named:
    """What a text names; `Khoa A, Trường B; Công ty C` names B and C, and `Trung tâm A, Sở B` names A within B."""
    own, wider = set(), set()
    for piece in SEVERAL.split(text):
        keys = [key for part in WITHIN.split(piece) if (key := key_of(part)) not in TOO_COMMON]
        telling = [key for key in keys if not _begins_with(key, PLACES) and not _begins_with(key, SUBUNITS)]
        listed = telling or keys[:1]
        own.update(listed[:1])
        wider.update(listed[1:])
    return Named(frozenset(own), frozenset(wider))


@dataclass(frozen=True, slots=True)
class Groups:
    """Which names are one organisation, or belong together, by the table of an edition."""

    of_key: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> "Groups":
        found: dict[str, frozenset[str]] = {}
        for names in groups:
            keys = frozenset(key_of(name) for name in names) - TOO_COMMON
            joined = keys.union(*(found[key] for key in keys if key in found))
            found.update(dict.fromkeys(joined, joined))
        return cls(found)

    def related(self, keys: Iterable[str]) -> frozenset[str]:
        """The keys with everything that belongs to them."""
        listed = frozenset(keys)
        return listed.union(*(self.of_key.get(key, frozenset()) for key in listed))


def site_of(email: str) -> str:
    """The domain an organisation has to itself; nothing for public mail and shared endings."""
    labels = email.rpartition("@")[2].strip().lower().split(".")
    if len(labels) < 2 or labels[-1] in RESERVED:
        return ""
    for start in range(len(labels)):
        if ".".join(labels[start:]) in MAIL_SUFFIXES:
            site = ".".join(labels[start - 1 :]) if start else ""
            return "" if site in PUBLIC_MAIL else site
    site = ".".join(labels[-2:])
    return "" if site in PUBLIC_MAIL else site


def phone_digits(text: str) -> str:
    """A telephone number as digits, without the country's code; nothing when it is too short to tell."""
    digits = re.sub(r"\D", "", text)
    digits = f"0{digits[2:]}" if digits.startswith("84") and len(digits) > 10 else digits
    return digits if len(digits) >= 8 else ""
