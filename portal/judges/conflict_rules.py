"""Finding conflicts of interest by rule: the same person, or the same organisation under another spelling."""

import re
from dataclasses import dataclass

from portal.core.search_text import fold

ALIASES = (
    (r"\b(thanh pho ho chi minh|tp ho chi minh|tp hcm|tphcm|hcmc|ho chi minh city)\b", "tphcm"),
    (r"\b(dai hoc quoc gia tphcm|dhqg tphcm|dhqg hcm|vnu hcm)\b", "dhqghcm"),
    (r"\b(truong dai hoc|truong dh|dai hoc|dh)\b", "dh"),
    (r"\b(benh vien|bv)\b", "bv"),
    (r"\b(cong ty co phan|cong ty cp|ctcp)\b", "ctcp"),
    (r"\b(uy ban nhan dan|ubnd)\b", "ubnd"),
)
SPLIT = re.compile(r"[;/]|\s+và\s+|\s+and\s+", re.IGNORECASE)
TOO_COMMON = frozenset({"", "ca nhan", "tu do", "individual", "none", "khong"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the rule sees them: name, address and where they work."""

    name: str
    email: str
    organisation: str


def organisation_keys(text: str) -> frozenset[str]:
    """Each organisation named in the text, folded and with its usual abbreviations written one way."""
    keys = set()
    for part in SPLIT.split(text):
        key = fold(part)
        for pattern, short in ALIASES:
            key = re.sub(pattern, short, key)
        key = re.sub(r"\btphcm\b", "", key)
        keys.add(" ".join(key.split()))
    return frozenset(keys - TOO_COMMON)


def is_same_person(judge: Person, author: Person) -> bool:
    """The same address, or the same name in the same organisation."""
    if judge.email and author.email and judge.email.lower() == author.email.lower():
        return True
    same_name = bool(fold(judge.name)) and fold(judge.name) == fold(author.name)
    return same_name and bool(organisation_keys(judge.organisation) & organisation_keys(author.organisation))


def shared_organisation(judge: Person, organisations: list[str]) -> str | None:
    """The first of the organisations that is also the judge's, or None."""
    own = organisation_keys(judge.organisation)
    return next((name for name in organisations if own & organisation_keys(name)), None)
