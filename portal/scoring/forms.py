"""The shape of what organizers decide about pairs in the matrix, and about the day a round is due."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectField, TextAreaField

from portal.core.forms import PortalForm, at_most, choices, required
from portal.judges.labels import KIND_LABELS


class TakeBackForm(PortalForm):
    """Why pairs end because of a conflict of interest."""

    kind = SelectField(
        _l("Kind of conflict"),
        [required(_l("Choose an answer"))],
        choices=choices([(kind.value, label) for kind, label in KIND_LABELS.items()]),
    )
    evidence = TextAreaField(
        _l("Reason"), [required(_l("Write the reason; it is kept with each conflict")), at_most(1000)]
    )


class DueForm(PortalForm):
    """By when a round is to be judged, and why it moves."""

    due_at = DateTimeLocalField(
        _l("Due"),
        [required(_l("Enter the moment"))],
        format=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"],
        description=_l("On the edition's clock."),
    )
    reason = TextAreaField(_l("Reason"), [at_most(1000)], description=_l("Judges with unfinished sheets read it."))

    def moment(self, time_zone: str) -> datetime:
        """What was typed on the edition's clock, as a moment."""
        return self.due_at.data.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)  # type: ignore[union-attr]
