"""The shape of what is typed about certificates, revocations and money."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from portal.core.forms import PortalForm, TickBox, ValidationError, at_most, choices, required
from portal.honours.models import Recovery
from portal.honours.rules import tidy_account

RECOVERY_WORDS = {
    Recovery.TO_RECOVER: _l("The prize money is to be paid back"),
    Recovery.RECOVERED: _l("The prize money was paid back"),
    Recovery.NOT_NEEDED: _l("No prize money was paid"),
}


class ReissueForm(PortalForm):
    """A certificate issued anew."""

    recipient = StringField(
        _l("Name on the certificate"), [required(_l("Enter the name on the certificate")), at_most(500)]
    )
    reason = TextAreaField(_l("Why it is issued anew"), [required(_l("Write why it is issued anew")), at_most(1000)])


class RevokeForm(PortalForm):
    """A prize to be taken back."""

    reference = StringField(
        _l("Number of the revoking decision"),
        [required(_l("Enter the number of the decision that revokes the prize")), at_most(80)],
    )
    revoked_on = DateField(_l("Its date"), [InputRequired(_l("Enter the date of that decision"))])
    reason = TextAreaField(
        _l("Reason, which everybody will read"),
        [required(_l("Write the reason")), at_most(2000)],
        description=_l("Name no private matters: it stands on the public pages and cannot be changed."),
    )


class ConfirmForm(PortalForm):
    """A revocation that another person confirms."""

    confirm = TickBox(_l("The prize is revoked for good. I have read the reason once more."))


class DropForm(PortalForm):
    """A proposed revocation that is let go."""

    why = TextAreaField(
        _l("Why it is dropped"),
        [required(_l("Write why the proposal is dropped; it stays in the audit log.")), at_most(1000)],
    )


class RecoveryForm(PortalForm):
    """How far the recovery of the money has come."""

    state = SelectField(_l("Prize money"), choices=choices(list(RECOVERY_WORDS.items())))


class BankForm(PortalForm):
    """Where the prize money goes."""

    holder = StringField(_l("Account holder"), [required(_l("Enter the account holder")), at_most(120)])
    bank = StringField(_l("Bank and branch"), [required(_l("Enter the bank")), at_most(160)])
    account = StringField(_l("Account number"), [required(_l("Enter the account number")), at_most(60)])

    def validate_account(self, field: StringField) -> None:
        if not tidy_account(field.data or ""):
            raise ValidationError(_l("Enter the account number with digits and letters only, like 0071001234567"))
        field.data = tidy_account(field.data or "")


class PaidForm(PortalForm):
    """A payment that was made."""

    amount = IntegerField(
        _l("Amount paid"),
        [InputRequired(_l("Enter the amount in digits")), NumberRange(1, 10**12, _l("Enter an amount above zero"))],
    )
    paid_on = DateField(_l("Paid on"), [InputRequired(_l("Enter the day of the payment"))])
    confirm = TickBox(_l("It is paid. Erase the bank details."))
