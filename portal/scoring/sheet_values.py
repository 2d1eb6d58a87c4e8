"""A scoresheet as one flat mapping of named values, the way its form, its merge and its history speak of it.

The names are those of the form: `points-3`, `comment-3`, `comment_for_author`, `private_note`. Points are decimals or
None, all the rest is text.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

PRIVATE_NOTE = "private_note"
TEXTS = ("comment_for_author", PRIVATE_NOTE)
POINTS, COMMENT = "points-", "comment-"


def flat(
    points: Mapping[int, Decimal | None], comments: Mapping[int, str], comment_for_author: str, private_note: str
) -> dict[str, Any]:
    """All values by name."""
    return {
        **{f"{POINTS}{one}": value for one, value in points.items()},
        **{f"{COMMENT}{one}": value for one, value in comments.items()},
        "comment_for_author": comment_for_author,
        "private_note": private_note,
    }


def flat_of(sheet: Any, criteria: Iterable[int]) -> dict[str, Any]:
    """What stands on a sheet, with nothing for the criteria it does not speak of yet."""
    scores = {score.criterion_id: score for score in sheet.scores} if sheet else {}
    listed = list(criteria)
    return flat(
        {one: scores[one].points if one in scores else None for one in listed},
        {one: scores[one].comment if one in scores else "" for one in listed},
        sheet.comment_for_author if sheet else "",
        sheet.private_note if sheet else "",
    )


def points_of(values: Mapping[str, Any]) -> dict[int, Decimal | None]:
    """The points of a flat sheet, by criterion."""
    return {int(name.removeprefix(POINTS)): value for name, value in values.items() if name.startswith(POINTS)}


def as_text(value: Any) -> str:
    """A value as the history keeps it: decimals without an exponent or idle zeros, nothing as the empty text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def from_text(name: str, text: str) -> Any:
    """The value that the history has kept as text."""
    if name.startswith(POINTS):
        return Decimal(text) if text else None
    return text


def criterion_of(name: str) -> int | None:
    """The criterion that a value belongs to; None for what is said of the whole work."""
    number = name.removeprefix(POINTS).removeprefix(COMMENT)
    return int(number) if number.isdecimal() else None
