"""What organizers type about boxes and papers."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, TextAreaField
from wtforms.validators import Optional

from portal.core.forms import PortalForm, TickBox, at_most, required


class OpenForm(PortalForm):
    """Open a box."""

    held_on = DateField(
        _l("Day of the vote"),
        [Optional()],
        description=_l("Leave empty for today."),
        render_kw={"type": "date"},
    )
    openly = BooleanField(_l("Vote openly on the works that too few members may vote on for a secret vote"))
    unheard_reason = TextAreaField(
        _l("Why the council begins before the public has been heard"),
        [at_most(1000)],
        description=_l("Kept in the audit log and written into the minutes."),
    )


class CancelForm(PortalForm):
    """Give up a box."""

    reason = TextAreaField(
        _l("Why the ballot is cancelled"), [required(_l("Write why the ballot is cancelled.")), at_most(1000)]
    )


class ListForm(PortalForm):
    """Make the list of what passed."""

    dated_on = DateField(_l("Day of the list"), [Optional()], description=_l("Leave empty for today."))


class PaperForm(PortalForm):
    """Receive the signed paper of an absent member."""

    scan = FileField(_l("Scan (PDF, JPG or PNG, up to 20 MB)"), [required(_l("Choose the scan"))])
    signed = TickBox(_l("The paper bears the member's signature, which I have compared."))
