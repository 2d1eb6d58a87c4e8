"""The shape of what the public and the organizers type."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateTimeLocalField, RadioField, SelectField, StringField, TextAreaField

from portal.comments.claims import OUTCOMES
from portal.comments.models import ClaimState, CommentKind
from portal.comments.settings import CommentSettings
from portal.comments.words import CLAIM_LABELS
from portal.core.forms import PortalForm, TickBox, Trap, at_most, choices, required
from portal.core.i18n import localized

LONGEST = 3000
OUTCOME_LABELS = {**CLAIM_LABELS, ClaimState.ANSWERED: _l("Answered, without deciding who is right")}
LOCAL = _l("On the edition's clock.")


class SupportForm(PortalForm):
    """One address, and the promise that goes with it."""

    email = StringField(
        _l("E-mail address"),
        [required(_l("Enter your e-mail address")), at_most(254)],
        description=_l("We send a link to it; only then does it count. It is never shown and is erased afterwards."),
        render_kw={"autocomplete": "email"},
    )
    consent = TickBox(_l("The organizers may use this address for this purpose only."))
    website = Trap()


class CommentForm(SupportForm):
    """Words about a work."""

    text = TextAreaField(_l("Your comment"), [required(_l("Write your comment")), at_most(LONGEST)])
    name = StringField(
        _l("Name to be shown"),
        [at_most(120)],
        description=_l("Leave it empty if you do not want to be named."),
        render_kw={"autocomplete": "name"},
    )


class ObjectionForm(CommentForm):
    """The claim that a work infringes somebody's rights, with evidence."""

    text = TextAreaField(
        _l("What is wrong, and whose rights are infringed"),
        [required(_l("Write what is wrong")), at_most(LONGEST)],
        description=_l(
            "Say what exactly, since when, and where it can be checked. Only the organizers read it at first."
        ),
    )
    evidence = MultipleFileField(_l("Files of evidence"))


FORMS: dict[CommentKind, type[SupportForm]] = {
    CommentKind.SUPPORT: SupportForm,
    CommentKind.COMMENT: CommentForm,
    CommentKind.OBJECTION: ObjectionForm,
}


def _moment(typed: datetime, zone: str) -> datetime:
    return typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class PeriodForm(PortalForm):
    """From when until when, and over which list."""

    version = SelectField(_l("Works of which list"), coerce=int)
    opens_at = DateTimeLocalField(_l("Begins"), [required(_l("Enter when it begins"))], description=LOCAL)
    closes_at = DateTimeLocalField(_l("Ends"), [required(_l("Enter when it ends"))], description=LOCAL)
    why_short = TextAreaField(
        _l("Why it is shorter than the rules say, which the public reads"),
        [at_most(1000)],
        description=_l("Leave it empty if it lasts as long as the rules say, or longer."),
    )

    def moments(self, zone: str) -> tuple[datetime, datetime]:
        """Both moments as typed on the wall clock of the edition."""
        return _moment(self.opens_at.data, zone), _moment(self.closes_at.data, zone)  # type: ignore[arg-type]


class ExtendForm(PortalForm):
    """More time, and why."""

    until = DateTimeLocalField(_l("New end"), [required(_l("Enter when it ends"))], description=LOCAL)
    why = TextAreaField(_l("Reason, which the public reads"), [required(_l("Write the reason")), at_most(1000)])

    def moment(self, zone: str) -> datetime:
        """The new end as typed on the wall clock of the edition."""
        return _moment(self.until.data, zone)  # type: ignore[arg-type]


class WithholdForm(PortalForm):
    """Why a comment is kept back."""

    code = RadioField(_l("Reason, which the writer is told"), validate_choice=False)
    words = TextAreaField(_l("In your own words"), [at_most(1000)])

    def offer(self, settings: CommentSettings) -> "WithholdForm":
        """Offer the reasons of the edition, and one's own words."""
        listed = [(one.code, localized(one.label)) for one in settings.reasons]
        self.code.choices = choices([*listed, ("", _l("Another reason, written below"))])
        return self


class AskForm(PortalForm):
    """What the author is asked."""

    question = TextAreaField(
        _l("What the author is asked"),
        [required(_l("Write what you ask")), at_most(LONGEST)],
        description=_l("The author reads this and the text of the objection, not who sent it nor the evidence."),
    )


class ReplyForm(PortalForm):
    """What the author says."""

    text = TextAreaField(_l("Your reply"), [required(_l("Write your reply")), at_most(LONGEST)])


class AnswerForm(PortalForm):
    """What the organizers answer."""

    outcome = RadioField(
        _l("Outcome"), [required(_l("Choose the outcome"))],
        choices=choices([(one.value, OUTCOME_LABELS[one]) for one in OUTCOMES]),
    )  # fmt: skip
    text = TextAreaField(_l("Answer to the objector"), [required(_l("Write the answer")), at_most(LONGEST)])
    publish = BooleanField(_l("Publish the objection and this answer on the page of the work"))


class ReportForm(PortalForm):
    """One tick before the report is public."""

    confirm = TickBox(_l("I have checked the numbers. Publish the report."))
