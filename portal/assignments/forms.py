"""The shape of what judges declare, and of what organizers decide about conflicts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField

from portal.core.forms import PortalForm, TickBox, at_most, choices, required
from portal.judges.labels import KIND_LABELS
from portal.judges.models import DeclaredAnswer

KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]


class ConflictForm(PortalForm):
    """What ties a judge to a work."""

    kind = RadioField(
        _l("What ties you to this work?"),
        [required(_l("Choose what ties you to this work"))],
        choices=choices(KINDS),
    )
    evidence = TextAreaField(_l("In a few words"), [required(_l("Say it in a few words")), at_most(1000)])


class DeclareForm(PortalForm):
    """The answer that a dossier waits for."""

    answer = RadioField(
        _l("Does anything tie you to this work or its people?"),
        [required(_l("Choose an answer"))],
        choices=choices(
            [
                (DeclaredAnswer.NONE.value, _l("No, I have no conflict of interest")),
                (DeclaredAnswer.CONFLICT.value, _l("Yes, I have a conflict of interest")),
                (DeclaredAnswer.NOT_MY_FIELD.value, _l("No, but the work is outside my field")),
            ]
        ),
    )
    kind = SelectField(
        _l("What ties you to this work?"),
        choices=choices([("", _l("Choose one")), *KINDS]),
        default="",
        description=_l("Only where there is a conflict of interest"),
    )
    evidence = TextAreaField(
        _l("In a few words"), [at_most(1000)], description=_l("Not needed where there is no conflict of interest")
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the kind of a conflict, and for words with every answer that gives the work back."""
        valid = super().validate(extra_validators)
        if self.answer.data == DeclaredAnswer.CONFLICT and not self.kind.data:
            self.kind.errors = [_l("Choose what ties you to this work")]
            valid = False
        if self.answer.data not in (None, DeclaredAnswer.NONE) and not self.evidence.data:
            self.evidence.errors = [_l("Say it in a few words")]
            valid = False
        return valid


class DeclareAllForm(PortalForm):
    """Nothing ties one to what was not ticked."""

    confirm = TickBox(_l("I have looked at each work, and nothing ties me to those I have not ticked."))


class RecuseForm(PortalForm):
    """Why several judges are taken off works."""

    kind = SelectField(_l("Kind of conflict"), [required(_l("Choose an answer"))], choices=choices(KINDS))
    evidence = TextAreaField(
        _l("Reason"), [required(_l("Write the reason; it is kept with each conflict")), at_most(1000)]
    )
