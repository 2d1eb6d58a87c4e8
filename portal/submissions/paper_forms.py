"""The shape of what the secretariat keys in about paper."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.core.forms import PortalForm, at_most, choices, required
from portal.submissions.models import Way
from portal.submissions.paper import Arrived, Reach


class ArrivalForm(PortalForm):
    """How and when paper came."""

    way = RadioField(
        _l("How it came"),
        [required(_l("Choose how it came"))],
        choices=choices([(Way.HAND.value, _l("Handed in")), (Way.POST.value, _l("By post"))]),
    )
    received_at = DateTimeLocalField(
        _l("Date and hour received"),
        [required(_l("Enter the date and hour that stand on the received stamp"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_l("As on the received stamp, on the edition's clock."),
    )
    postmarked_on = DateField(
        _l("Date of the postmark"), [Optional()], description=_l("For post only: this is the day that counts.")
    )
    desk_number = StringField(
        _l("Running number"),
        [required(_l("Enter the running number")), at_most(40)],
        description=_l("The number in the receiver's register of incoming papers."),
    )
    office = StringField(
        _l("Received by"),
        [required(_l("Enter which office received it")), at_most(200)],
        description=_l("The office or desk, not the name of a person."),
    )
    late_reason = TextAreaField(
        _l("Why it is taken although it is late"),
        [at_most(2000)],
        description=_l("Only when it came after the deadline, and only for organizers."),
    )

    def arrived(self, zone: str) -> Arrived:
        """What was typed, with its hour on the edition's clock."""
        typed: datetime = self.received_at.data  # type: ignore[assignment]
        return Arrived(
            way=Way(self.way.data),
            received_at=typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC),
            postmarked_on=self.postmarked_on.data,
            desk_number=self.desk_number.data or "",
            office=self.office.data or "",
            late_reason=self.late_reason.data or "",
        )


class PersonForm(PortalForm):
    """For whom paper is keyed in, and how this person is reached."""

    name = StringField(_l("Full name"), [required(_l("Enter the name that stands on the paper")), at_most(120)])
    email = StringField(
        _l("E-mail address"),
        [at_most(254)],
        description=_l("The receipt goes there, and with it the dossier can be taken into an account."),
    )
    phone = StringField(_l("Telephone number"), [at_most(40)])
    address = TextAreaField(
        _l("Postal address"),
        [at_most(1000)],
        description=_l("At least one of e-mail address, telephone number and postal address."),
    )

    def reach(self) -> Reach:
        """What was typed."""
        return Reach(self.name.data or "", self.email.data or "", self.phone.data or "", self.address.data or "")


class PaperForm(ArrivalForm, PersonForm):
    """A dossier on paper: how it came, for whom, and what it is; the rest is keyed in page by page."""

    category = SelectField(_l("Category"), [required(_l("Choose the category"))], validate_choice=False)
    title = StringField(_l("Title of the work"), [required(_l("Enter the title of the work")), at_most(300)])
    organisation = StringField(_l("Organisation behind the work"), [at_most(200)])
    summary = TextAreaField(_l("Summary"), [at_most(6000)], description=_l("What the paper says; it may stay blank."))


class StubForm(ArrivalForm):
    """A work handled outside the portal: nothing here may tell what it is about."""

    category = SelectField(_l("Category"), [required(_l("Choose the category"))], validate_choice=False)
    title = StringField(
        _l("Public title"),
        [required(_l("Enter the public title")), at_most(300)],
        description=_l("A title that anybody may read. Never type the classified one."),
    )
    organisation = StringField(_l("Organisation"), [required(_l("Enter the organisation")), at_most(200)])
