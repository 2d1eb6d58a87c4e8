"""The shape of what authors type."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateTimeLocalField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.core.forms import PortalForm, TickBox, at_most, choices, required


class EligibilityForm(PortalForm):
    """One question, one answer."""

    answer = RadioField(validators=[required(_l("Choose an answer"))], validate_choice=True)


class WorkForm(PortalForm):
    """What the work is."""

    category = RadioField(_l("Category"), coerce=str, validate_choice=False)
    title = StringField(_l("Title of the work"), [required(_l("Enter the title of the work")), at_most(300)])
    organisation = StringField(
        _l("Organisation behind the work"),
        [at_most(200)],
        description=_l("Leave empty when you submit as a private person."),
    )
    summary = TextAreaField(
        _l("Summary"),
        [required(_l("Write the summary of the work")), at_most(6000)],
        description=_l("What is it, what is new about it, and what has it changed? About 200 words."),
    )
    revision = HiddenField()


class SubmitForm(PortalForm):
    """The last word before sending."""

    truthful = TickBox(
        _l("What I submit is true, I may submit it on behalf of all authors, and it infringes nobody's rights."),
        _l("Tick the box to declare that this is so"),
    )


def submit_form(submission: Any) -> SubmitForm:
    """The last word; whoever keys in paper answers for the keying, not for the work."""
    form = SubmitForm()
    if submission.kept:
        form.truthful.label.text = _l("What I have keyed in is what stands on the paper, and the scans show all of it.")
    return form


class ExtensionForm(PortalForm):
    """More time, for whom, and why."""

    scope = RadioField(
        _l("For whom"),
        [required(_l("Choose for whom"))],
        choices=choices([("all", _l("Everybody")), ("category", _l("One category")), ("one", _l("One person's work"))]),
    )
    category = SelectField(_l("Category"), [Optional()], validate_choice=False)
    email = StringField(
        _l("E-mail address of the person"),
        [at_most(254)],
        description=_l("Only for one person's work: the address of the account that began it."),
    )
    submission = RadioField(_l("Which work"), [Optional()], validate_choice=False)
    until = DateTimeLocalField(
        _l("New deadline"),
        [required(_l("Enter the new deadline"))],
        format=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"],
        description=_l("On the edition's clock; later than the deadline now."),
    )
    reason = TextAreaField(
        _l("Reason"),
        [required(_l("Write why; everybody concerned reads it")), at_most(2000)],
        description=_l("Everybody concerned reads it, and it stays in the audit log."),
    )

    def until_moment(self, time_zone: str) -> datetime:
        """The new deadline, typed on the edition's clock, as a moment."""
        return self.until.data.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)  # type: ignore[union-attr]


class InviteForm(PortalForm):
    """Whom to invite, and what this person may do."""

    email = StringField(_l("E-mail address"), [required(_l("Enter the e-mail address")), at_most(254)])
    name = StringField(_l("Full name"), [at_most(120)])
    access = RadioField(
        _l("What this person may do"),
        [required(_l("Choose what this person may do"))],
        choices=choices([("view", _l("Read the submission")), ("edit", _l("Read and change the submission"))]),
        default="view",
    )


class AskForm(PortalForm):
    """Who is to confirm what."""

    subject = SelectField(_l("Who confirms"), [Optional()], validate_choice=False)
    address = StringField(_l("Their e-mail address"), [required(_l("Enter the e-mail address")), at_most(254)])


class AnswerForm(PortalForm):
    """The answer of somebody without an account."""

    given = RadioField(
        _l("Your answer"),
        [required(_l("Choose an answer"))],
        choices=choices([("yes", _l("Yes, I confirm")), ("no", _l("No, I do not confirm"))]),
    )
    name = StringField(_l("Your full name"), [required(_l("Enter your name")), at_most(120)])
    position = StringField(_l("Your position, or how you are related"), [at_most(120)])
    remark = TextAreaField(_l("Remark"), [at_most(2000)])


class ReceiptForm(PortalForm):
    """The receipt that somebody kept."""

    file = FileField(
        _l("Receipt file"),
        [FileRequired(_l("Choose the PDF or JSON file of the receipt"))],
        description=_l("The PDF or JSON file you downloaded after submitting. It is read and not kept."),
    )


class ConfirmForm(PortalForm):
    """A button that changes something."""


def choose(form: WorkForm, categories: list[Any], labels: dict[int, str]) -> None:
    """Offer the categories of the edition."""
    form.category.choices = choices((str(one.id), labels[one.id]) for one in categories)


def loosen(form: WorkForm, submission: Any) -> None:
    """What paper leaves blank stays blank."""
    if submission.kept:
        form.summary.validators = [at_most(6000)]
        form.summary.flags.required = False
