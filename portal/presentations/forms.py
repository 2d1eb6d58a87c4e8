"""The shape of a session."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField, StringField
from wtforms.validators import NumberRange

from portal.core.forms import PortalForm, at_most, required
from portal.core.i18n import local_time
from portal.presentations.service import Plan


def _minutes(label: Any, low: int, high: int, start: int) -> IntegerField:
    message = _l("Enter a whole number from %(low)s to %(high)s", low=low, high=high)
    return IntegerField(label, [NumberRange(low, high, message=message)], default=start)


class SessionForm(PortalForm):
    """Place, beginning and the length of the slots."""

    place = StringField(_l("Place"), [required(_l("Enter the place")), at_most(200)])
    starts_at = DateTimeLocalField(
        _l("Begins"),
        [required(_l("Enter day and hour"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_l("On the edition's clock."),
    )
    slot_minutes = _minutes(_l("Minutes for one work"), 1, 240, 20)
    gap_minutes = _minutes(_l("Minutes between two works"), 0, 120, 5)
    pause_after = _minutes(_l("Pause after how many works (0: no pause)"), 0, 60, 0)
    pause_minutes = _minutes(_l("Minutes of a pause"), 0, 240, 15)

    def plan(self, zone: str) -> Plan:
        """What was typed, with its hour on the edition's clock."""
        typed: datetime = self.starts_at.data  # type: ignore[assignment]
        numbers = {
            name: self[name].data or 0 for name in ("slot_minutes", "gap_minutes", "pause_after", "pause_minutes")
        }
        at = typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return Plan(place=self.place.data or "", starts_at=at, **numbers)

    def show(self, session: Any, zone: str) -> None:
        """Fill the form with what is planned."""
        for name in ("place", "slot_minutes", "gap_minutes", "pause_after", "pause_minutes"):
            self[name].data = getattr(session, name)
        self.starts_at.data = local_time(session.starts_at, zone).replace(tzinfo=None)
