"""Reading values out of a problem file: each is what it should be, or one line says which is not and why."""

import json
import math
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from portal.assignments.problem import Id

LARGEST = 1_000_000_000
SHOWN = 60

Read = TypeVar("Read")


class ProblemFileError(ValueError):
    """Raised with one line that says where the input is wrong and what was expected."""


def wrong(where: str, what: str) -> ProblemFileError:
    """The error for one place of the input."""
    return ProblemFileError(f"{where}: {what}")


def shown(value: Any) -> str:
    """A value on one line, cut when it is long."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def mapping(value: Any, where: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise wrong(where, f"{shown(value)} is not an object")
    return value


def sequence(value: Any, where: str) -> list[Any]:
    """A JSON array."""
    if not isinstance(value, list):
        raise wrong(where, f"{shown(value)} is not a list")
    return value


def flag(value: Any, where: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise wrong(where, f"{shown(value)} is neither true nor false")
    return value


def whole(value: Any, where: str, least: int = 0, most: int = LARGEST) -> int:
    """A whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(where, f"{shown(value)} is not a whole number")
    if not least <= value <= most:
        # Python refuses to print very long numbers.
        name = str(value) if abs(value) < 10**SHOWN else "a number of very many digits"
        raise wrong(where, f"{name} is not from {least} to {most}")
    return value


def fraction(value: Any, where: str) -> float:
    """A number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(where, f"{shown(value)} is not a number")
    if not (0 <= value <= 1 and math.isfinite(value)):
        name = "a huge number" if isinstance(value, int) and abs(value) >= 10**SHOWN else value
        raise wrong(where, f"{name} is not a number from 0 to 1")
    return float(value)


def text(value: Any, where: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise wrong(where, f"{shown(value)} is not a text")
    return value


def identifier(value: Any, where: str) -> Id:
    """An id: a text that is not empty, or a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise wrong(where, f"{shown(value)} is no id: a text or a whole number is needed")
    if isinstance(value, str) and any(0xD800 <= ord(letter) <= 0xDFFF for letter in value):
        raise wrong(where, f"{shown(value)} holds half a character and cannot be written out again")
    return value


def required(values: dict[str, Any], key: str, where: str) -> Any:
    """The value of a key that must be there."""
    if key not in values:
        raise wrong(where, f'"{key}" is missing')
    return values[key]


def each(values: Any, where: str, read: Callable[[Any, str], Read]) -> Iterator[Read]:
    """Every item of a list, read with its own place."""
    for place, value in enumerate(sequence(values, where)):
        yield read(value, f"{where}[{place}]")


def folded(name: str) -> str:
    """A name without case, marks and punctuation, in any script: `Đại học  A` and `dai hoc a` are the same."""
    bare = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    letters = (letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter))
    return " ".join("".join(letters).split())
