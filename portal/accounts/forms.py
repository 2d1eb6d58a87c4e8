"""The shape of input about accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, PasswordField, SelectField, StringField
from wtforms.validators import ValidationError

from portal.accounts.rules import SENTENCES, fold_email, password_problem
from portal.core.forms import PortalForm, TickBox, at_most, choices, required
from portal.core.i18n import LOCALES

EMAIL_ATTRS = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}


def valid_email(_form: PortalForm, field: Field) -> None:
    """Refuse what cannot be an address."""
    if field.data and fold_email(field.data) is None:
        raise ValidationError(_l("Enter an e-mail address in the correct format, like name@example.com"))


def good_password(form: PortalForm, field: Field) -> None:
    """Refuse a password that is too easy to guess."""
    email = getattr(form, "email", None)
    problem = password_problem(field.data or "", email.data or "" if email is not None else "")
    if problem is not None:
        raise ValidationError(SENTENCES[problem])


class SignUpForm(PortalForm):
    """A new account."""

    name = StringField(
        _l("Full name"),
        [required(_l("Enter your full name")), at_most(120)],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _l("E-mail address"),
        [required(_l("Enter your e-mail address")), at_most(254), valid_email],
        description=_l("We send a link there to confirm that it is yours."),
        render_kw=EMAIL_ATTRS,
    )
    password = PasswordField(
        _l("Password"),
        [required(_l("Choose a password")), good_password],
        description=_l("At least 12 characters. A short sentence is strong and easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )
    consent = TickBox(
        _l("I agree that my name, e-mail address and the content I enter are used to run the award."),
        _l("Tick the box to agree, or do not open an account"),
    )


class SignInForm(PortalForm):
    """An address and its password."""

    email = EmailField(
        _l("E-mail address"),
        [required(_l("Enter your e-mail address"))],
        render_kw={**EMAIL_ATTRS, "autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"), [required(_l("Enter your password"))], render_kw={"autocomplete": "current-password"}
    )


class ForgottenForm(PortalForm):
    """Ask for a reset link."""

    email = EmailField(
        _l("E-mail address"), [required(_l("Enter your e-mail address")), valid_email], render_kw=EMAIL_ATTRS
    )


class NewPasswordForm(PortalForm):
    """Choose a new password."""

    password = PasswordField(
        _l("New password"),
        [required(_l("Choose a password")), good_password],
        description=_l("At least 12 characters. A short sentence is strong and easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )


class ProfileForm(PortalForm):
    """What others see of a person, and the language of e-mails."""

    name = StringField(
        _l("Full name"),
        [required(_l("Enter your full name")), at_most(120)],
        render_kw={"autocomplete": "name"},
    )
    organisation = StringField(_l("Organisation"), [at_most(200)], render_kw={"autocomplete": "organization"})
    locale = SelectField(_l("Language of pages and e-mails"), choices=choices(LOCALES.items()))
