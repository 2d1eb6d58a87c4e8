"""The shape of input when a track is opened."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectField, StringField, TextAreaField

from portal.core.forms import PortalForm, ValidationError, at_most, required

DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class OpenTrackForm(PortalForm):
    """What is particular to one track; the rest is the template's."""

    template = SelectField(_l("Template"), [required(_l("Choose an answer"))])
    title_vi = StringField(_l("Title in Vietnamese"), [required(_l("Enter the title")), at_most(150)])
    title_en = StringField(_l("Title in English"), [at_most(150)])
    reason = TextAreaField(
        _l("Why a track outside the cycle"),
        [required(_l("Write the reason: it is shown to everybody")), at_most(2000)],
    )
    closes_at = DateTimeLocalField(
        _l("Nominations close at"), [required(_l("Enter the day and time"))], format=["%Y-%m-%dT%H:%M"]
    )
    agency = StringField(_l("Agency in charge"), [at_most(200)], description=_l("The template's when left empty."))
    nominators = StringField(
        _l("Who may nominate"),
        [at_most(500)],
        description=_l("Domains of e-mail addresses, such as tphcm.gov.vn, divided by commas. Empty means everybody."),
    )

    def validate_nominators(self, field: StringField) -> None:
        """Refuse what can be no domain."""
        if any(not DOMAIN.fullmatch(one) for one in self.domains()):
            raise ValidationError(_l("Enter domains such as tphcm.gov.vn, divided by commas"))

    def domains(self) -> tuple[str, ...]:
        """The domains as typed, each once."""
        typed = (self.nominators.data or "").lower().replace(";", ",").split(",")
        return tuple(dict.fromkeys(one.strip().lstrip("@") for one in typed if one.strip()))

    def moment(self, time_zone: str) -> datetime:
        """When nominations close, in the zone of the award."""
        local: Any = self.closes_at.data
        return local.replace(tzinfo=ZoneInfo(time_zone))
