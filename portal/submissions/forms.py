"""The shape of what authors type."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, StringField, TextAreaField

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
