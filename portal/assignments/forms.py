"""The shape of a declared conflict."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField

from portal.core.forms import PortalForm, at_most, choices, required
from portal.judges.labels import KIND_LABELS


class ConflictForm(PortalForm):
    """What ties a judge to a work."""

    kind = RadioField(
        _l("What ties you to this work?"),
        [required(_l("Choose what ties you to this work"))],
        choices=choices((kind.value, label) for kind, label in KIND_LABELS.items()),
    )
    evidence = TextAreaField(_l("In a few words"), [required(_l("Say it in a few words")), at_most(1000)])
