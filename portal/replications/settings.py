"""What the rules of an edition say about the time after the prize."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.core.i18n import localized


@dataclass(frozen=True, slots=True)
class ReplicationSettings:
    """The block `replication` of the preset; without places people write where they are."""

    check_in_months: tuple[int, ...] = (6, 12, 24)
    reminder_days: int = 14
    most_reminders: int = 2
    erase_after_days: int = 365
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def place_name(self, place: str) -> str:
        """The name of a place in the reader's language, or as somebody wrote it."""
        return localized(self.places[place]) if place in self.places else place


def settings_of(edition: Any) -> ReplicationSettings:
    """The settings that were frozen with the edition."""
    usual, raw = ReplicationSettings(), edition.rules.get("replication") or {}
    most = raw.get("most_reminders")
    return ReplicationSettings(
        check_in_months=tuple(raw.get("check_in_months") or usual.check_in_months),
        reminder_days=raw.get("reminder_days") or usual.reminder_days,
        most_reminders=usual.most_reminders if most is None else most,
        erase_after_days=raw.get("erase_after_days") or usual.erase_after_days,
        places={one["code"]: one["name"] for one in raw.get("places") or ()},
    )
