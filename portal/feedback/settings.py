"""What the rules of an edition say about feedback: whether two people are needed, and the words around a letter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FeedbackSettings:
    """The block `feedback` of the preset; without one, one person is enough and no words stand around the letter."""

    second_person: bool = False
    greeting: Mapping[str, str] = field(default_factory=dict)
    closing: Mapping[str, str] = field(default_factory=dict)


def settings_of(edition: Any) -> FeedbackSettings:
    """The settings that were frozen with the edition."""
    raw = edition.rules.get("feedback") or {}
    return FeedbackSettings(bool(raw.get("second_person")), raw.get("greeting") or {}, raw.get("closing") or {})
