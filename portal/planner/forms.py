"""The shape of a plan: sizes, one stage or two, what a sheet takes, and what is assumed of judges."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from portal.core.forms import PortalForm, choices, required
from portal.planner.assumptions import Strictness
from portal.planner.comparison import Measure
from portal.planner.plans import MOST_IN_STAGE, MOST_JUDGES, MOST_SUBMISSIONS, Contest, Plan

MOST_PAY = 1_000_000_000
STRICTNESS_LABELS = {
    Strictness.NONE: _l("Judges are equally strict"),
    Strictness.MODERATE: _l("Judges differ moderately, as is usual"),
    Strictness.STRONG: _l("Judges differ strongly"),
}
MEASURE_LABELS = {
    Measure.RELIABILITY: _l("reliability of the mean"),
    Measure.WINNERS: _l("share of the truly best among the winners"),
}


def _number(label: Any, least: int, most: int, hint: Any = "", *, needed: bool = True) -> IntegerField:
    sentence = _l("Enter a number from %(least)d to %(most)d", least=least, most=most)
    checks = [required(sentence) if needed else Optional(), NumberRange(least, most, sentence)]
    limits = {"inputmode": "numeric"}
    return IntegerField(label, checks, description=hint, render_kw=limits)


class PlanForm(PortalForm):
    """What organizers want to know the cost and worth of; sent by the address, for it changes nothing."""

    class Meta(PortalForm.Meta):
        csrf = False

    submissions = _number(_l("Works to judge"), 2, MOST_SUBMISSIONS)
    judges = _number(_l("Judges on the panel"), 2, MOST_JUDGES)
    prizes = _number(_l("Prizes to give"), 1, MOST_SUBMISSIONS)
    first = _number(_l("Judges for each work"), 1, MOST_IN_STAGE)
    more = _number(
        _l("Second stage: further judges for each of the best"),
        0,
        MOST_IN_STAGE,
        _l("Leave empty for one stage. The sheets of the first stage count on."),
        needed=False,
    )
    finalists = _number(_l("Works in the second stage"), 0, MOST_SUBMISSIONS, needed=False)
    minutes = _number(_l("Minutes for one sheet"), 1, 1_000)
    pay = _number(_l("Pay for one sheet"), 0, MOST_PAY, _l("In the money of the award"), needed=False)
    assume = SelectField(_l("What is assumed of the judges?"), [required(_l("Choose what is assumed"))])
    measure = SelectField(
        _l("Good enough is judged by"),
        [required(_l("Choose by what it is judged"))],
        choices=choices((one.value, label) for one, label in MEASURE_LABELS.items()),
        default=Measure.RELIABILITY.value,
    )
    wanted = _number(_l("At least, in per cent"), 1, 99)

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at numbers together once each is one."""
        return super().validate(extra_validators) and not self._clashes()

    def _clashes(self) -> bool:
        plan, contest = self.plan(), self.contest()
        clashes = (
            (self.prizes, contest.prizes > contest.submissions, _l("There cannot be more prizes than works")),
            (self.first, plan.deepest > contest.judges, _l("There are not as many judges as this plan needs")),
            (
                self.finalists,
                plan.staged and not contest.prizes <= plan.finalists <= contest.submissions,
                _l("Enter at least as many as there are prizes, and no more than there are works"),
            ),
            (
                self.more,
                bool(self.finalists.data) and not self.more.data,
                _l("Enter how many further judges the works in the second stage get"),
            ),
        )
        for field, wrong, sentence in clashes:
            if wrong:
                field.errors = [sentence]
        return any(wrong for _field, wrong, _sentence in clashes)

    def plan(self) -> Plan:
        """The organizers' own plan."""
        more = self.more.data or 0
        return Plan(self.first.data or 1, more, (self.finalists.data or 0) if more else 0)

    def contest(self) -> Contest:
        """What is judged, and what a sheet takes."""
        return Contest(
            submissions=self.submissions.data or 0,
            judges=self.judges.data or 0,
            prizes=self.prizes.data or 0,
            minutes=self.minutes.data or 0,
            pay=self.pay.data or 0,
        )
