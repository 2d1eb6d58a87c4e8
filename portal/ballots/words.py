"""What ballots are called in the reader's words."""

from flask_babel import lazy_gettext as _l

from portal.ballots.ballot_rules import Choice, Outcome
from portal.ballots.models import BoxState

CHOICE_LABELS = {Choice.AGREE: _l("Agree"), Choice.DISAGREE: _l("Disagree"), Choice.ABSTAIN: _l("No opinion")}
OUTCOME_LABELS = {
    Outcome.PASSED: _l("Passed"),
    Outcome.FAILED: _l("Not passed"),
    Outcome.TIED: _l("Equal: the chair decides"),
}
STATE_LABELS = {
    BoxState.OPEN: _l("Open"),
    BoxState.CLOSED: _l("Closed"),
    BoxState.CANCELLED: _l("Cancelled"),
}
