"""The shape of input on the organizers' own pages."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField

from portal.accounts.models import Role
from portal.accounts.rules import fold_email
from portal.core.forms import PortalForm, ValidationError, at_most, choices, required


class GrantForm(PortalForm):
    """Give somebody a role in the edition."""

    email = EmailField(_l("E-mail address"), [required(_l("Enter the person's e-mail address"))])
    name = StringField(_l("Full name"), [required(_l("Enter the person's full name")), at_most(120)])
    role = SelectField(
        _l("Role"),
        choices=choices([(Role.SECRETARY.value, _l("Category secretary")), (Role.ORGANIZER.value, _l("Organizer"))]),
    )
    category = SelectField(_l("Category"), coerce=int, description=_l("For a secretary: the category to look after."))

    def validate_email(self, field: EmailField) -> None:
        """Refuse what cannot be an address."""
        if field.data and fold_email(field.data) is None:
            raise ValidationError(_l("Enter an e-mail address in the correct format, like name@example.com"))
