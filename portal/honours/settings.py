"""What the rules of an edition say about honours: who gets a certificate, its number, and who honours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PER_AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class HonoursSettings:
    """The block `honours` of the preset; without one there is a certificate for each work."""

    per_author: bool = False
    mark: str = "GCN"
    issuer: Mapping[str, str] = field(default_factory=dict)
    wording: Mapping[str, str] = field(default_factory=dict)
    place: Mapping[str, str] = field(default_factory=dict)


def settings_of(edition: Any) -> HonoursSettings:
    """The settings that were frozen with the edition; the decision's authority honours when nobody else is named."""
    raw, decision = edition.rules.get("honours") or {}, edition.rules.get("decision") or {}
    return HonoursSettings(
        per_author=raw.get("certificate_for") == PER_AUTHOR,
        mark=raw.get("mark") or "GCN",
        issuer=raw.get("issuer") or decision.get("authority") or {},
        wording=raw.get("wording") or {},
        place=decision.get("place") or {},
    )
