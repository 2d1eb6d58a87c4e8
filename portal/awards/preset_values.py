"""Make one value of a preset from the characters written in the file, or raise ValueError."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from zoneinfo import ZoneInfo

from yaml.nodes import MappingNode, Node, ScalarNode

_WHOLE = re.compile(r"-?[0-9]{1,3}(?:_?[0-9]{3})*|-?[0-9]{1,15}")
_POINTS = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,2})?")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EDITION_CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(?:\.[^@\s<>.]+)+")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_FRACTION = re.compile(r"[1-9][0-9]?/[1-9][0-9]?")
_LOCALE = re.compile(r"[a-z]{2}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


def whole(low: int, high: int) -> Callable[[str], int]:
    """A parser of whole numbers in a range; 200_000_000 may be written so."""

    def parse(raw: str) -> int:
        if not _WHOLE.fullmatch(raw):
            raise ValueError(raw)
        number = int(raw)
        if not low <= number <= high:
            raise ValueError(raw)
        return number

    return parse


def points(raw: str) -> Decimal:
    """Points, exact, with at most two decimals."""
    if not _POINTS.fullmatch(raw):
        raise ValueError(raw)
    return Decimal(raw)


def weight(raw: str) -> Decimal:
    """How much a criterion weighs, exact, with at most two decimals; never nothing."""
    found = points(raw)
    if not 0 < found < 100:
        raise ValueError(raw)
    return found


def flag(raw: str) -> bool:
    """Yes or no."""
    if raw.lower() not in _FLAGS:
        raise ValueError(raw)
    return _FLAGS[raw.lower()]


def one_of(known: Sequence[str]) -> Callable[[str], str]:
    """A parser that takes one of the known words and hints at the nearest otherwise."""

    def parse(raw: str) -> str:
        if raw in known:
            return raw
        close = get_close_matches(raw, known, n=1)
        raise ValueError(f"did you mean {close[0]}?" if close else raw)

    return parse


def _matching(pattern: re.Pattern[str], longest: int) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if len(raw) > longest or not pattern.fullmatch(raw):
            raise ValueError(raw)
        return raw

    return parse


code = _matching(_CODE, 40)
slug = _matching(_SLUG, 60)
edition_code = _matching(_EDITION_CODE, 20)
email = _matching(_EMAIL, 254)
domain = _matching(_DOMAIN, 120)
locale = _matching(_LOCALE, 2)


def day(raw: str) -> date:
    """A date written as 2025-01-31."""
    if not _DAY.fullmatch(raw):
        raise ValueError(raw)
    return date.fromisoformat(raw)


def moment(raw: str) -> datetime:
    """A date and time written as 2025-01-31 17:00; the edition's zone is to replace the UTC it bears."""
    if not _MOMENT.fullmatch(raw):
        raise ValueError(raw)
    return datetime.fromisoformat(raw).replace(tzinfo=UTC)


def zone(raw: str) -> str:
    """The name of a time zone that exists."""
    try:
        return ZoneInfo(raw).key
    except (KeyError, OSError) as error:
        raise ValueError(raw) from error


def web_address(raw: str) -> str:
    """An address that a reader may follow."""
    if len(raw) > 500 or not _WEB_ADDRESS.fullmatch(raw):
        raise ValueError(raw)
    return raw


def share(raw: str) -> str:
    """A fraction of a council above none and up to all, such as 2/3."""
    if not _FRACTION.fullmatch(raw) or Fraction(raw) > 1:
        raise ValueError(raw)
    return raw


def is_empty(node: Node) -> bool:
    """Say whether a value was left out: nothing, null, or blanks only."""
    if not isinstance(node, ScalarNode):
        return False
    return node.tag == "tag:yaml.org,2002:null" or not node.value.strip()


def described(node: Node) -> str:
    """What stands in the file, short enough for a message."""
    if isinstance(node, MappingNode):
        return "a block of keys"
    if not isinstance(node, ScalarNode):
        return "a list" if node.value else "an empty list"
    if is_empty(node):
        return "nothing"
    shown = node.value if len(node.value) <= 60 else node.value[:57] + "..."
    return shown if node.tag.endswith((":int", ":float", ":bool")) else f'"{shown}"'
