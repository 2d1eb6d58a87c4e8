"""The shape of a release: now, at a moment, moved, or taken back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, TextAreaField

from portal.core.forms import PortalForm, TickBox, at_most, required

CLOCK = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]


class PublishForm(PortalForm):
    """One tick before everything is public, and a note where it corrects what is."""

    note = TextAreaField(
        _l("What is corrected, and why"),
        [at_most(2000)],
        description=_l("Results are public already. Everybody reads this above the corrected results."),
    )
    confirm = TickBox(_l("I have checked the preview. Publish the results now."))


class _MomentForm(PortalForm):
    """A moment on the edition's clock."""

    release_at = DateTimeLocalField(
        _l("When"),
        [required(_l("Enter the moment"))],
        format=CLOCK,
        description=_l("On the edition's clock."),
    )

    def moment(self, time_zone: str) -> datetime:
        """What was typed on the edition's clock, as a moment."""
        return self.release_at.data.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)  # type: ignore[union-attr]


class PlanForm(_MomentForm):
    """Have the results published by themselves."""

    note = TextAreaField(
        _l("What is corrected, and why"),
        [at_most(2000)],
        description=_l("Results are public already. Everybody reads this above the corrected results."),
    )
    confirm = TickBox(_l("I have checked the preview. Publish the results at this moment."))


class MoveForm(_MomentForm):
    """Another moment, and why."""

    reason = TextAreaField(_l("Reason"), [required(_l("Write why; it stays in the audit log.")), at_most(1000)])


class CancelForm(PortalForm):
    """Why the release is taken back."""

    reason = TextAreaField(_l("Reason"), [required(_l("Write why; it stays in the audit log.")), at_most(1000)])
