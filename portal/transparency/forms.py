"""The shape of sealing and of a time stamp."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField

from portal.core.forms import PortalForm, at_most
from portal.transparency.service import LONGEST_REASON


class SealForm(PortalForm):
    """A button, and the reason where something sealed has changed."""

    reason = TextAreaField(
        _l("Why it has changed since it was sealed"),
        [at_most(LONGEST_REASON)],
        description=_l("Published with the correction. Name nobody."),
    )


class TokenForm(PortalForm):
    """A time stamp got elsewhere."""

    file = FileField(_l("Time stamp (.tsr file)"), [FileRequired(_l("Choose the .tsr file of the authority"))])
