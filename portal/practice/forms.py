"""The shape of what organizers say about an anchor, and of a judge's excuse."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from portal.anchors.models import AnchorKind
from portal.core.forms import PortalForm, at_most, choices, required
from portal.judges.labels import KIND_LABELS


class AnchorForm(PortalForm):
    """Which work, for which panel, for what, and why."""

    category = SelectField(_l("Category"), [required(_l("Choose the category"))], coerce=int)
    kind = RadioField(
        _l("What for"),
        [required(_l("Choose what the work is for"))],
        choices=choices(
            [
                (AnchorKind.PRACTICE.value, _l("Practice: every judge of the panel scores it first; it never counts")),
                (
                    AnchorKind.CONTROL.value,
                    _l("Control: an ordinary dossier of this category that the next run gives to the whole panel"),
                ),
            ]
        ),
        default=AnchorKind.PRACTICE.value,
    )
    number = StringField(
        _l("Number of a submitted work"),
        [at_most(60)],
        description=_l("An accepted work of this edition or of an earlier one. Leave it empty to write a work."),
    )
    title = StringField(_l("Title of a work written for practice"), [at_most(200)])
    text = TextAreaField(_l("Its text"), [at_most(50_000)])
    must = BooleanField(_l("Judges must finish it before their dossiers open"), default=True)
    reason = TextAreaField(_l("Why this work"), [required(_l("Write why this work is chosen")), at_most(1000)])


class ReasonForm(PortalForm):
    """Why something is done that others will ask about."""

    reason = TextAreaField(_l("Reason"), [required(_l("Write the reason")), at_most(1000)])


class ControlsForm(PortalForm):
    """Whether a round may have controls, and why."""

    has_controls = BooleanField(_l("Some dossiers of this round may be controls; its judges are told so"))
    reason = TextAreaField(_l("Reason"), [required(_l("Write the reason")), at_most(1000)])


class ExcuseForm(PortalForm):
    """What ties a judge to a practice work."""

    kind = RadioField(
        _l("What ties you to this work?"),
        [required(_l("Choose what ties you to this work"))],
        choices=choices([(kind.value, label) for kind, label in KIND_LABELS.items()]),
    )
    words = TextAreaField(_l("In a few words"), [required(_l("Say it in a few words")), at_most(1000)])
