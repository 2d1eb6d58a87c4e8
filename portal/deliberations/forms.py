"""What is typed about meetings."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.core.forms import PortalForm, at_most, choices, required
from portal.deliberations.models import Attendee, MotionResult
from portal.deliberations.words import RESULT_LABELS


class PlanForm(PortalForm):
    """Plan a meeting."""

    held_on = DateField(_l("Day"), [required(_l("Enter the day"))])
    place = StringField(_l("Place"), [required(_l("Enter the place")), at_most(200)])


class StartForm(PortalForm):
    """Begin a meeting."""

    unheard_reason = TextAreaField(
        _l("Why the council begins before the public has been heard"),
        [at_most(1000)],
        description=_l("Kept in the audit log and written into the minutes."),
    )


class MotionForm(PortalForm):
    """Write down a motion."""

    proposed_by = SelectField(_l("Proposed by"), coerce=int)
    text = TextAreaField(
        _l("Motion, or the reason to move a work"),
        [required(_l("Write the motion")), at_most(2000)],
        description=_l(
            "Leave out e-mail addresses, telephone numbers and the names of judges: it stands in the minutes, and the "
            "reason to move a work is published with the results."
        ),
    )
    number = StringField(_l("Number of the work to move"), [at_most(40)])
    place = IntegerField(_l("New place in its category"), [Optional(), NumberRange(1, 10_000)])

    def offer(self, attendees: list[Attendee]) -> None:
        """Offer the members in the room."""
        self.proposed_by.choices = choices((one.id, one.name) for one in attendees)


class ResultForm(PortalForm):
    """Note the result of a motion."""

    result = SelectField(
        _l("Result"),
        choices=choices((one.value, RESULT_LABELS[one]) for one in MotionResult if one is not MotionResult.OPEN),
    )
    in_favour = IntegerField(_l("In favour"), [Optional(), NumberRange(0, 1000)])
    against = IntegerField(_l("Against"), [Optional(), NumberRange(0, 1000)])


class ConclusionForm(PortalForm):
    """Take a category off the table."""

    conclusion = TextAreaField(_l("Conclusion"), [at_most(4000)])
