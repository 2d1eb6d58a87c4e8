"""The shape of a decision."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from portal.core.forms import PortalForm, TickBox, at_most, required


class ShortlistForm(PortalForm):
    """Make the shortlist, with a reason when sheets are missing."""

    reason = TextAreaField(
        _l("Reason to go on although sheets are missing"),
        [at_most(2000)],
        description=_l("Leave empty when every sheet is finished."),
    )


class DecisionForm(PortalForm):
    """The official part of a decision; prizes and reasons are read row by row."""

    reference = StringField(
        _l("Number of the decision"), [required(_l("Enter the number of the decision")), at_most(80)]
    )
    signatory = StringField(_l("Signed by (office)"), [required(_l("Enter who signs")), at_most(120)])
    confirm = TickBox(_l("The council has given its opinion and the prizes are as listed."))
