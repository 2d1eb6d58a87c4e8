"""A letter as its author reads it: the same in the preview, in an e-mail and on the author's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.feedback.models import FeedbackLetter
from portal.feedback.rules import GENERAL, TEXT
from portal.feedback.settings import FeedbackSettings


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """The words around it, what is said on each criterion that something is said on, and on the whole."""

    greeting: Mapping[str, str]
    sections: list[tuple[Mapping[str, str], str]]
    general: str
    closing: Mapping[str, str]


def as_read(letter: FeedbackLetter, criteria: list[Any], settings: FeedbackSettings) -> ReadLetter:
    """A letter without anything that belongs to its making."""
    said = [(one.name, letter.texts.get(str(one.id), "")) for one in criteria]
    return ReadLetter(settings.greeting, [one for one in said if one[1]], letter.general, settings.closing)


def values_of(letter: FeedbackLetter, parts: list[str]) -> dict[str, str]:
    """The words of a letter by part, the way its form speaks of them."""
    return {one: letter.general if one == GENERAL else letter.texts.get(one.removeprefix(TEXT), "") for one in parts}
