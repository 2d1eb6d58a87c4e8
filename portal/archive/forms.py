"""The shape of input when an edition is closed or opened again."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.core.forms import PortalForm, TickBox, at_most, required


class CloseForm(PortalForm):
    """Why now, and that it is meant."""

    reason = TextAreaField(
        _l("Why the edition is closed now"),
        [required(_l("Write the reason, such as the number of the minutes")), at_most(2000)],
        description=_l("It stands in the audit log and in the archive."),
    )
    confirm = TickBox(_l("I know that afterwards nobody can change anything of this edition."))


class ReopenForm(PortalForm):
    """Why the seal is broken."""

    reopen_reason = TextAreaField(
        _l("Why the edition must be opened again"), [required(_l("Write the reason")), at_most(2000)]
    )
