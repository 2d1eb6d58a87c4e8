"""The shape of what winners, adopters and organizers type."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.core.forms import PortalForm, TickBox, Trap, at_most, choices, required
from portal.core.i18n import localized
from portal.replications.models import InUse
from portal.replications.settings import ReplicationSettings
from portal.replications.words import IN_USE_LABELS, PART_LABELS

LONGEST = 3000


class WholeNumber(IntegerField):
    """A whole number, asked for in the reader's language when something else is typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(_l("Enter a whole number"))) from error


class SheetForm(PortalForm):
    """How others can do the same."""

    needs = TextAreaField(
        PART_LABELS["needs"],
        [at_most(LONGEST)],
        description=_l("People, equipment, data, training, permissions: what must somebody have to do the same?"),
    )
    cost = TextAreaField(
        PART_LABELS["cost"], [at_most(LONGEST)], description=_l("To begin, and each year; about is good enough.")
    )
    contact = TextAreaField(
        PART_LABELS["contact"],
        [at_most(LONGEST)],
        description=_l("An office rather than a person: everybody reads it."),
    )
    licence = TextAreaField(
        PART_LABELS["licence"],
        [at_most(LONGEST)],
        description=_l("May anybody use it? Is there a licence, a patent, a fee?"),
    )


class AdoptionForm(PortalForm):
    """Who has adopted a work, where, since when, and to which effect."""

    organisation = StringField(
        _l("Organisation that has adopted it"), [required(_l("Enter the name of the organisation")), at_most(200)]
    )
    place = SelectField(_l("Province or city"), [required(_l("Choose where it was adopted"))], validate_choice=False)
    place_name = StringField(_l("Province or city"), [at_most(60)])
    locality = StringField(_l("Ward, commune or district"), [at_most(120)])
    year = WholeNumber(_l("Since which year"), [required(_l("Enter the year, such as 2026"))])
    effect = TextAreaField(
        _l("What it has changed there"), [at_most(LONGEST)], description=_l("With figures if there are any.")
    )
    reporter = StringField(
        _l("Your name"),
        [required(_l("Enter your name")), at_most(120)],
        description=_l("For the author and the organizers only."),
        render_kw={"autocomplete": "name"},
    )
    email = StringField(
        _l("E-mail address"),
        [required(_l("Enter your e-mail address")), at_most(254)],
        description=_l("We send a link to it; only then does it count. It is never shown and is erased afterwards."),
        render_kw={"autocomplete": "email"},
    )
    consent = TickBox(_l("I may report this for the organisation. Its name, place, year and effect become public."))
    website = Trap()

    def ask_place(self, settings: ReplicationSettings) -> "AdoptionForm":
        """Ask for one of the edition's places, or for a name where it has no list."""
        if settings.places:
            named = [(code, localized(name)) for code, name in settings.places.items()]
            self.place.choices = choices([("", _l("Choose one")), *named])
            del self.place_name
        else:
            self.place_name.validators = [required(_l("Choose where it was adopted")), at_most(60)]
            del self.place
        return self

    @property
    def where(self) -> str:
        """The place as it was chosen or written."""
        return str((self.place if "place" in self else self.place_name).data or "")


class AuthorAnswerForm(PortalForm):
    """The author's word on a report."""

    agrees = RadioField(
        _l("Has this organisation adopted your work?"),
        [required(_l("Choose an answer"))],
        choices=choices([("yes", _l("Yes")), ("no", _l("No, or I do not know of it"))]),
    )
    remark = TextAreaField(_l("Remark for the organizers"), [at_most(1000)])


class CheckInForm(PortalForm):
    """How a work fares some time after its prize."""

    in_use = RadioField(
        _l("Is the work still in use?"),
        [required(_l("Choose an answer"))],
        choices=choices([(one.value, IN_USE_LABELS[one]) for one in InUse]),
    )
    places = WholeNumber(_l("In how many places?"), [Optional()])
    figures = TextAreaField(
        _l("What has it brought since then?"), [at_most(LONGEST)], description=_l("With figures if there are any.")
    )
    problems = TextAreaField(
        _l("What stands in the way?"), [at_most(LONGEST)], description=_l("Only the organizers read this.")
    )
    is_public = BooleanField(_l("Everybody may read this answer, except what stands in the way"))


class ReasonForm(PortalForm):
    """Why not."""

    reason = TextAreaField(_l("Reason"), [required(_l("Write the reason")), at_most(1000)])
