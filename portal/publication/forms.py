"""The shape of a release."""

from flask_babel import lazy_gettext as _l

from portal.core.forms import PortalForm, TickBox


class PublishForm(PortalForm):
    """One tick before everything is public."""

    confirm = TickBox(_l("I have checked the preview. Publish the results now."))
