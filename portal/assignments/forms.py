"""The shape of what judges declare, and of what organizers decide about conflicts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.assignments.models import PairRuleKind
from portal.assignments.problem import TOTAL, WORST_FIRST
from portal.assignments.run_settings import RunMode, RunSettings
from portal.assignments.run_words import MODE_LABELS
from portal.core.forms import PortalForm, TickBox, at_most, choices, required
from portal.judges.labels import KIND_LABELS
from portal.judges.models import DeclaredAnswer

KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]


class ConflictForm(PortalForm):
    """What ties a judge to a work."""

    kind = RadioField(
        _l("What ties you to this work?"),
        [required(_l("Choose what ties you to this work"))],
        choices=choices(KINDS),
    )
    evidence = TextAreaField(_l("In a few words"), [required(_l("Say it in a few words")), at_most(1000)])


class DeclareForm(PortalForm):
    """The answer that a dossier waits for."""

    answer = RadioField(
        _l("Does anything tie you to this work or its people?"),
        [required(_l("Choose an answer"))],
        choices=choices(
            [
                (DeclaredAnswer.NONE.value, _l("No, I have no conflict of interest")),
                (DeclaredAnswer.CONFLICT.value, _l("Yes, I have a conflict of interest")),
                (DeclaredAnswer.NOT_MY_FIELD.value, _l("No, but the work is outside my field")),
            ]
        ),
    )
    kind = SelectField(
        _l("What ties you to this work?"),
        choices=choices([("", _l("Choose one")), *KINDS]),
        default="",
        description=_l("Only where there is a conflict of interest"),
    )
    evidence = TextAreaField(
        _l("In a few words"), [at_most(1000)], description=_l("Not needed where there is no conflict of interest")
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the kind of a conflict, and for words with every answer that gives the work back."""
        valid = super().validate(extra_validators)
        if self.answer.data == DeclaredAnswer.CONFLICT and not self.kind.data:
            self.kind.errors = [_l("Choose what ties you to this work")]
            valid = False
        if self.answer.data not in (None, DeclaredAnswer.NONE) and not self.evidence.data:
            self.evidence.errors = [_l("Say it in a few words")]
            valid = False
        return valid


class DeclareAllForm(PortalForm):
    """Nothing ties one to what was not ticked."""

    confirm = TickBox(_l("I have looked at each work, and nothing ties me to those I have not ticked."))


class RecuseForm(PortalForm):
    """Why several judges are taken off works."""

    kind = SelectField(_l("Kind of conflict"), [required(_l("Choose an answer"))], choices=choices(KINDS))
    evidence = TextAreaField(
        _l("Reason"), [required(_l("Write the reason; it is kept with each conflict")), at_most(1000)]
    )


def _number(label: Any, most: int, hint: Any = "", least: int = 1) -> IntegerField:
    sentence = _l("Enter a number from %(least)d to %(most)d", least=least, most=most)
    return IntegerField(label, [Optional(), NumberRange(least, most, sentence)], description=hint)


class RunForm(PortalForm):
    """What an organizer asks of a run."""

    mode = RadioField(
        _l("What may change?"),
        [required(_l("Choose what may change"))],
        choices=choices([(mode.value, label) for mode, label in MODE_LABELS.items()]),
        default=RunMode.COMPLETE.value,
    )
    judges_needed = _number(_l("Judges for each dossier"), 50, _l("Empty: as the category says"))
    min_load = _number(_l("Fewest dossiers for each judge"), 500, _l("Where a judge has not stated a number"))
    max_load = _number(_l("Most dossiers for each judge"), 500, _l("Where a judge has not stated a number"))
    minimum_experts = _number(_l("Experts among the judges of each dossier"), 50, least=0)
    expertise = StringField(
        _l("Words that make an expert"),
        [at_most(500)],
        description=_l("Separated by commas; a judge who states one of them is an expert"),
    )
    distinct_organisations = BooleanField(_l("No two judges of one organisation for a dossier"))
    require_connected = BooleanField(_l("Let the judges overlap, so that their scores can be compared"), default=True)
    fairness = RadioField(
        _l("What comes first?"),
        choices=choices(
            [
                (TOTAL, _l("The best fit in all")),
                (WORST_FIRST, _l("After that, lift the dossier that is served worst")),
            ]
        ),
        default=TOTAL,
    )
    cap_hundredths = _number(
        _l("Most probable pair, in percent"),
        100,
        _l("Against arrangements between judges and authors: the judges are drawn by lot. Empty: no lot."),
    )
    seed = _number(_l("Seed"), 2**31 - 1, _l("The same seed and inputs give the same proposal"))

    def settings(self) -> RunSettings:
        """The form as settings."""
        words = tuple(word for part in (self.expertise.data or "").split(",") if (word := part.strip()))
        return RunSettings(
            mode=RunMode(self.mode.data),
            seed=self.seed.data or 1,
            judges_needed=self.judges_needed.data,
            min_load=self.min_load.data,
            max_load=self.max_load.data,
            minimum_experts=self.minimum_experts.data or 0,
            expertise=words,
            distinct_organisations=bool(self.distinct_organisations.data),
            require_connected=bool(self.require_connected.data),
            fairness=self.fairness.data,
            cap_hundredths=self.cap_hundredths.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Limits that contradict each other are told before anything is computed."""
        valid = super().validate(extra_validators)
        if valid and self.min_load.data and self.max_load.data and self.min_load.data > self.max_load.data:
            self.min_load.errors = [_l("The fewest cannot be more than the most")]
            valid = False
        if valid and (self.minimum_experts.data or 0) > (self.judges_needed.data or 50):
            self.minimum_experts.errors = [_l("There cannot be more experts than judges")]
            valid = False
        return valid


class FieldForm(PortalForm):
    """A judge's field in the judge's own words."""

    expertise = StringField(
        _l("Expertise"), [at_most(500)], description=_l("A few words, separated by commas, such as water, electronics")
    )
    about = TextAreaField(
        _l("What you work on"),
        [at_most(10_000)],
        description=_l("Some sentences, or the titles of your publications; authors never see it"),
    )


class EditForm(PortalForm):
    """A pair added to a proposal, or taken out of it."""

    judge = RadioField(_l("Judge"), [required(_l("Choose a judge"))], coerce=int)
    reason = StringField(_l("Reason"), [required(_l("Write why; the reason is kept with the run")), at_most(500)])


class PairRuleForm(PortalForm):
    """A pair that is settled for every run to come."""

    judge = SelectField(_l("Judge"), coerce=int)
    number = StringField(_l("Number of the dossier"), [required(_l("Enter the number of the dossier")), at_most(60)])
    kind = RadioField(
        _l("What is settled?"),
        [required(_l("Choose an answer"))],
        choices=choices(
            [
                (PairRuleKind.FIXED.value, _l("This judge must have this dossier")),
                (PairRuleKind.FORBIDDEN.value, _l("This judge must not have this dossier")),
            ]
        ),
    )
    reason = StringField(_l("Reason"), [required(_l("Write why; the reason is kept with the rule")), at_most(500)])
