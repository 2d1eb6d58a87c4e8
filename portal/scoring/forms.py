"""The shape of what organizers decide about pairs in the matrix."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

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
