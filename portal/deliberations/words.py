"""What states of meetings and results of motions are called."""

from flask_babel import lazy_gettext as _l

from portal.deliberations.models import MeetingState, MotionResult

STATE_LABELS = {
    MeetingState.PLANNED: _l("Planned"),
    MeetingState.OPEN: _l("In session"),
    MeetingState.CLOSED: _l("Ended"),
}
RESULT_LABELS = {
    MotionResult.OPEN: _l("No result yet"),
    MotionResult.CARRIED: _l("Carried"),
    MotionResult.REJECTED: _l("Rejected"),
    MotionResult.WITHDRAWN: _l("Withdrawn"),
}


def motion_result(raw: str) -> str:
    """The result of a motion as minutes keep it, in words."""
    return str(RESULT_LABELS[MotionResult(raw)])
