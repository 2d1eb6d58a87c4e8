"""The shape of input about judges and conflicts."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from portal.accounts.rules import fold_email
from portal.core.forms import PortalForm, ValidationError, at_most, choices, required
from portal.judges.labels import ROLE_LABELS


class JudgeForm(PortalForm):
    """Invite a judge and give a seat."""

    name = StringField(_l("Full name"), [required(_l("Enter the judge's full name")), at_most(120)])
    email = EmailField(_l("E-mail address"), [required(_l("Enter the judge's e-mail address")), at_most(254)])
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
    role = SelectField(
        _l("Role on the panel"),
        choices=choices((role.value, label) for role, label in ROLE_LABELS.items()),
        default="member",
    )

    def validate_email(self, field: EmailField) -> None:
        """Refuse what cannot be an address."""
        if field.data and fold_email(field.data) is None:
            raise ValidationError(_l("Enter an e-mail address in the correct format, like name@example.com"))
