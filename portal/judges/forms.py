"""The shape of input about judges and conflicts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.accounts.rules import fold_email
from portal.core.forms import PortalForm, ValidationError, at_most, choices, required
from portal.judges.labels import KIND_LABELS, ROLE_LABELS

KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]
ROLES = [(role.value, label) for role, label in ROLE_LABELS.items()]


def valid_email(_form: PortalForm, field: Any) -> None:
    """Refuse what cannot be an address."""
    if field.data and fold_email(field.data) is None:
        raise ValidationError(_l("Enter an e-mail address in the correct format, like name@example.com"))


class JudgeForm(PortalForm):
    """Invite a judge and give a seat."""

    name = StringField(_l("Full name"), [required(_l("Enter the judge's full name")), at_most(120)])
    email = EmailField(
        _l("E-mail address"), [required(_l("Enter the judge's e-mail address")), at_most(254), valid_email]
    )
    organisation = StringField(
        _l("Organisation"),
        [at_most(200)],
        description=_l("Conflicts of interest are found by it; separate several with ;"),
    )
    max_load = IntegerField(
        _l("Most dossiers this judge takes"),
        [Optional(), NumberRange(1, 500, _l("Enter a number from 1 to 500"))],
    )
    category = SelectField(_l("Panel"), coerce=int)
    role = SelectField(_l("Role on the panel"), choices=choices(ROLES), default="member")


class ObjectionForm(PortalForm):
    """Somebody who should not judge a work."""

    name = StringField(_l("Full name"), [required(_l("Enter the person's full name")), at_most(120)])
    organisation = StringField(
        _l("Organisation"), [at_most(200)], description=_l("It tells people of the same name apart")
    )
    kind = SelectField(_l("What ties this person to the work?"), choices=choices(KINDS))
    reason = TextAreaField(_l("Reason"), [required(_l("Write the reason")), at_most(1000)])


class OwnConflictForm(PortalForm):
    """A conflict of one's own, of somebody who runs the edition."""

    number = StringField(_l("Number of the dossier"), [required(_l("Enter the number of the dossier")), at_most(40)])
    kind = SelectField(_l("What ties you to this work?"), choices=choices(KINDS))
    evidence = TextAreaField(_l("In a few words"), [required(_l("Say it in a few words")), at_most(1000)])


class GroupsForm(PortalForm):
    """Names of organisations that are one or belong together."""

    groups = TextAreaField(
        _l("Organisations that are one, or belong together"),
        [at_most(40_000)],
        description=_l("One line for each group; separate the names with the sign ="),
    )
