"""What the rules of an edition say about its decision: whether it takes two people, and the words of its document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DecisionSettings:
    """The block `decision` of the preset; without one, two people release a decision."""

    second_person: bool = True
    authority: Mapping[str, str] = field(default_factory=dict)
    place: Mapping[str, str] = field(default_factory=dict)
    subject: Mapping[str, str] = field(default_factory=dict)
    motto: tuple[Mapping[str, str], ...] = ()
    basis: tuple[Mapping[str, str], ...] = ()
    articles: tuple[Mapping[str, str], ...] = ()
    recipients: tuple[Mapping[str, str], ...] = ()


def settings_of(edition: Any) -> DecisionSettings:
    """The settings that were frozen with the edition."""
    raw = edition.rules.get("decision") or {}
    words: dict[str, Any] = {name: raw.get(name) or {} for name in ("authority", "place", "subject")}
    words |= {name: tuple(raw.get(name) or ()) for name in ("motto", "basis", "articles", "recipients")}
    return DecisionSettings(raw.get("second_person", True) is not False, **words)
