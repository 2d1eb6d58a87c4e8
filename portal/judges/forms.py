"""The shape of input about judges and conflicts."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.accounts.rules import fold_email
from portal.core.forms import PortalForm, ValidationError, at_most, choices, required
from portal.judges.import_rules import TableError, read_date, read_places, words_in
from portal.judges.labels import KIND_LABELS, ROLE_LABELS
from portal.judges.service import Place, Profile

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
    kind = SelectField(
        _l("What ties this person to the work?"), [required(_l("Choose an answer"))], choices=choices(KINDS)
    )
    reason = TextAreaField(_l("Reason"), [required(_l("Write the reason")), at_most(1000)])


class OwnConflictForm(PortalForm):
    """A conflict of one's own, of somebody who runs the edition."""

    number = StringField(_l("Number of the dossier"), [required(_l("Enter the number of the dossier")), at_most(40)])
    kind = SelectField(
        _l("What ties you to this work?"), [required(_l("Choose what ties you to this work"))], choices=choices(KINDS)
    )
    evidence = TextAreaField(_l("In a few words"), [required(_l("Say it in a few words")), at_most(1000)])


class GroupsForm(PortalForm):
    """Names of organisations that are one or belong together."""

    groups = TextAreaField(
        _l("Organisations that are one, or belong together"),
        [at_most(40_000)],
        description=_l("One line for each group; separate the names with the sign ="),
    )


def valid_day(_form: PortalForm, field: Any) -> None:
    """Refuse what is no day."""
    if field.data and read_date(field.data) is None:
        raise ValidationError(_l("Write the day as 31/12/2026"))


DAY = {"inputmode": "numeric", "placeholder": "31/12/2026", "autocomplete": "off"}


class ProfileForm(PortalForm):
    """What is known of a judge beside name and address."""

    places = TextAreaField(
        _l("Organisations"),
        [at_most(4000)],
        description=_l("One a line; where known add the days: Organisation | 01/01/2020 | 31/12/2024"),
    )
    expertise = StringField(_l("Expertise"), [at_most(2000)], description=_l("Keywords, separated by commas"))
    languages = StringField(_l("Languages"), [at_most(400)], description=_l("Separated by commas"))
    phone = StringField(_l("Telephone"), [at_most(40)], description=_l("It tells people of the same name apart"))
    min_load = IntegerField(
        _l("Fewest dossiers"), [Optional(), NumberRange(1, 500, _l("Enter a number from 1 to 500"))]
    )
    max_load = IntegerField(_l("Most dossiers"), [Optional(), NumberRange(1, 500, _l("Enter a number from 1 to 500"))])

    def validate_places(self, field: Any) -> None:
        """Say which line cannot be read."""
        try:
            read_places(field.data or "")
        except TableError as error:
            raise ValidationError(error.message) from error

    def validate_min_load(self, field: Any) -> None:
        """The fewest are not more than the most."""
        if field.data and self.max_load.data and field.data > self.max_load.data:
            raise ValidationError(_l("The fewest dossiers are more than the most"))

    def profile(self) -> Profile:
        """What was written, as a profile."""
        return Profile(
            tuple(Place(*one) for one in read_places(self.places.data or "")),
            tuple(words_in(self.expertise.data or "")),
            tuple(words_in(self.languages.data or "")),
            self.phone.data or "",
            self.min_load.data,
            self.max_load.data,
        )


class SeatForm(PortalForm):
    """Role and term of a seat."""

    role = SelectField(_l("Role on the panel"), choices=choices(ROLES), default="member")
    from_on = StringField(_l("Sits from"), [valid_day], render_kw=DAY)
    until_on = StringField(_l("Sits until"), [valid_day], render_kw=DAY)

    def validate_until_on(self, field: Any) -> None:
        """A term ends after it begins."""
        begins, ends = self.days()
        if begins and ends and begins > ends:
            raise ValidationError(_l("The term ends before it begins"))

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of the term."""
        return read_date(self.from_on.data or ""), read_date(self.until_on.data or "")


class InviteForm(ProfileForm):
    """A letter that asks somebody onto a panel."""

    name = StringField(_l("Full name"), [required(_l("Enter the judge's full name")), at_most(120)])
    email = EmailField(
        _l("E-mail address"), [required(_l("Enter the judge's e-mail address")), at_most(254), valid_email]
    )
    role = SelectField(_l("Role on the panel"), choices=choices(ROLES), default="member")
    due_on = StringField(_l("Answer by"), [required(_l("Enter the day to answer by")), valid_day], render_kw=DAY)


class AnswerInvitationForm(PortalForm):
    """Yes or no to a panel."""

    answer = RadioField(
        _l("Will you sit on the panel?"),
        [required(_l("Choose an answer"))],
        choices=choices([("yes", _l("Yes, I accept")), ("no", _l("No, I decline"))]),
    )
    reason = TextAreaField(_l("Why not?"), [at_most(2000)], description=_l("Only when you decline"))
    suggested_name = StringField(
        _l("Somebody who could do it instead"),
        [at_most(120)],
        description=_l("Only when you decline. The organizers read it; nobody is written to by itself."),
    )
    suggested_email = EmailField(_l("This person's e-mail address"), [at_most(254), valid_email])


class ConfirmImportForm(PortalForm):
    """What is done with the good lines of a table."""

    way = RadioField(
        _l("What shall be done with the good lines?"),
        [required(_l("Choose an answer"))],
        choices=choices(
            [
                ("invite", _l("Write to each person and wait for the answer")),
                ("seat", _l("Seat them at once: they have agreed already")),
            ]
        ),
        default="invite",
    )
    due_on = StringField(
        _l("Answer by"), [valid_day], description=_l("Needed where people are written to"), render_kw=DAY
    )
