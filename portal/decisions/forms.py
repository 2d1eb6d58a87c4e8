"""The shape of lists, changes to them, and a decision."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.core.forms import PortalForm, TickBox, at_most, choices, required
from portal.decisions.models import ChangeKind
from portal.decisions.words import CHANGE_LABELS
from portal.judges.council import OFFICES
from portal.judges.labels import ROLE_LABELS

EVERYBODY_READS = _l("Everybody reads it with the results: no name of who judges, no address, no telephone number.")


class ShortlistForm(PortalForm):
    """Make a list, with a reason when sheets are missing."""

    dated_on = DateField(_l("Day of the list"), [Optional()], description=_l("Leave empty for today."))

    reason = TextAreaField(
        _l("Reason to go on although sheets are missing"),
        [at_most(2000)],
        description=_l(
            "Leave empty when every sheet is finished. Everybody reads it with the results: no name of who judges, no"
            " address, no telephone number."
        ),
    )


class ChangeForm(PortalForm):
    """Name a change that goes into the next list."""

    change = SelectField(_l("Change"), choices=choices((one.value, CHANGE_LABELS[one]) for one in ChangeKind))
    number = StringField(_l("Number of the work"), [required(_l("Enter the number of the work")), at_most(40)])
    place = IntegerField(_l("New place in its category, to move it"), [Optional(), NumberRange(1, 10_000)])
    reason = TextAreaField(
        _l("Reason"),
        [required(_l("Write the reason; it is published with the list.")), at_most(1000)],
        description=EVERYBODY_READS,
    )


class DropForm(PortalForm):
    """Take a change back; the reason is asked for where the council has carried it."""

    reason = TextAreaField(_l("Why it is not taken up"), [at_most(1000)], description=EVERYBODY_READS)


class CorrectForm(PortalForm):
    """Make the next version of the same list."""

    reason = TextAreaField(
        _l("Why the list is corrected"),
        [required(_l("Write the reason")), at_most(2000)],
        description=EVERYBODY_READS,
    )


class ScanForm(PortalForm):
    """Keep the scan of a list signed on paper."""

    name = StringField(_l("Name of who signed"), [required(_l("Enter who signed")), at_most(120)])
    role = SelectField(_l("Office"), choices=choices((one.value, ROLE_LABELS[one]) for one in OFFICES))
    scan = FileField(_l("Scan (PDF, JPG or PNG, up to 20 MB)"), [required(_l("Choose the scan"))])


class DecisionForm(PortalForm):
    """The official part of a decision that is prepared; prizes and reasons are read row by row."""

    reference = StringField(
        _l("Number of the decision"), [required(_l("Enter the number of the decision")), at_most(80)]
    )
    decided_on = DateField(_l("Date of the decision"), [required(_l("Enter the date of the decision"))])
    signatory = StringField(_l("Signed by (office)"), [required(_l("Enter who signs")), at_most(120)])
    confirm = TickBox(_l("The council has given its opinion and the prizes are as listed."))


class ReleaseForm(PortalForm):
    """The second person looks at what was prepared."""

    checked = TickBox(_l("I have compared prizes, reasons, number and date with what the council has said."))


class SendBackForm(PortalForm):
    """What must be changed before it can be released."""

    reason = TextAreaField(_l("What must be changed"), [required(_l("Write what must be changed.")), at_most(2000)])


class PaperForm(PortalForm):
    """The decision as the office signed it."""

    file = FileField(_l("Signed PDF"), description=_l("At most 20 MB, with a digital signature that covers it."))
    why_replaced = TextAreaField(
        _l("Why it takes the place of the document before it"),
        [required(_l("Write why this document takes the place of the one before it.")), at_most(1000)],
        description=EVERYBODY_READS,
    )


class AcceptPaperForm(PortalForm):
    """The second person looks at what was uploaded."""

    compared = TickBox(_l("I have opened the document, compared it, and know whose signatures it bears."))


class DropPaperForm(PortalForm):
    """An uploaded document that is let go."""

    why_dropped = TextAreaField(
        _l("Why it is dropped"),
        [required(_l("Write why the document is dropped; it stays in the audit log.")), at_most(1000)],
    )
