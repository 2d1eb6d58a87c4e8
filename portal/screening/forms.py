"""The shape of a screening decision."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional

from portal.core.forms import PortalForm, at_most, choices, one_line, required
from portal.screening.models import Judgement, ScreeningOutcome


class ScreeningForm(PortalForm):
    """Accept, ask for a supplement, or refuse."""

    outcome = RadioField(
        _l("Decision"),
        [required(_l("Choose a decision"))],
        choices=choices(
            [
                (ScreeningOutcome.ACCEPTED.value, _l("Accept: the dossier goes on to the judges")),
                (
                    ScreeningOutcome.SUPPLEMENT.value,
                    _l("Ask for a supplement: the author may change it until a date"),
                ),
                (ScreeningOutcome.REFUSED.value, _l("Refuse: the dossier goes no further")),
            ]
        ),
    )
    reason_code = SelectField(_l("Reason"), validate_choice=False)
    reason = TextAreaField(
        _l("What the author reads"),
        [at_most(4000)],
        description=_l("Required for a supplement or a refusal. Say what is missing or wrong, and what to do."),
    )
    due_at = DateTimeLocalField(
        _l("Supplement due"),
        [Optional()],
        format=["%Y-%m-%dT%H:%M"],
        description=_l("For a supplement only."),
    )

    def offer_for_stub(self) -> None:
        """There is nothing to supplement, and no judge reads it here."""
        accepted = _l("Accept: the council treats it outside the portal")
        refused = _l("Refuse: the dossier goes no further")
        self.outcome.choices = choices(
            [(ScreeningOutcome.ACCEPTED.value, accepted), (ScreeningOutcome.REFUSED.value, refused)]
        )

    def due_moment(self, time_zone: str) -> datetime | None:
        """The due date on the edition's clock, as a moment."""
        if self.due_at.data is None:
            return None
        return self.due_at.data.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


class MessageForm(PortalForm):
    """A message to the other side."""

    body = TextAreaField(_l("Message"), [required(_l("Write the message")), at_most(5000)])


class ReinstateForm(PortalForm):
    """Taking a refusal back."""

    reinstate_reason = TextAreaField(
        _l("Why the refusal is taken back"),
        [required(_l("Write the reason; the author will read it")), at_most(2000)],
    )


class CompareForm(PortalForm):
    """A button that has everything compared again."""


class JudgementForm(PortalForm):
    """What a resemblance means."""

    judgement = RadioField(
        _l("What it means"),
        [required(_l("Choose what it means"))],
        choices=choices(
            [
                (Judgement.NEW.value, _l("New: a work of its own")),
                (Judgement.CONTINUED.value, _l("Continued: builds on the other work, with something new")),
                (Judgement.DUPLICATE.value, _l("Duplicate: the same work again")),
            ]
        ),
    )
    reason = TextAreaField(_l("Reason"), [required(_l("Write why; it is kept in the audit log")), at_most(2000)])


def typed_checks(sent: Any, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """What was typed into the checklist, by the code of its question: the answer and the remark."""
    return {
        code: (sent.get(f"check-{code}", "")[:20], one_line(sent.get(f"remark-{code}", ""))[:500]) for code in codes
    }
