"""What the rules of an ad-hoc track say: who may nominate, why it was opened, and by when it should be decided."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TrackSettings:
    """The block `track` that was frozen with the edition."""

    nominators: tuple[str, ...] = ()
    reason: str = ""
    decide_within_days: int | None = None

    def lets_nominate(self, email: str) -> bool:
        """Whether somebody with this address may nominate: at one of the domains or below it, if there are any."""
        domain = email.lower().rpartition("@")[2]
        return not self.nominators or any(domain == one or domain.endswith(f".{one}") for one in self.nominators)


def track_settings_of(edition: Any) -> TrackSettings:
    """The settings of a track; an edition of the cycle has none."""
    raw = edition.rules.get("track") or {} if edition.is_track else {}
    return TrackSettings(tuple(raw.get("nominators") or ()), raw.get("reason") or "", raw.get("decide_within_days"))
