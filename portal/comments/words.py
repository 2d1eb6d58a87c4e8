"""How kinds and states are called, in the reader's language."""

from flask_babel import lazy_gettext as _l

from portal.comments.models import ClaimState, CommentKind, CommentState

KIND_LABELS = {
    CommentKind.COMMENT: _l("Comment"),
    CommentKind.SUPPORT: _l("Support"),
    CommentKind.OBJECTION: _l("Objection"),
}
STATE_LABELS = {
    CommentState.WAITING: _l("Waits for a moderator"),
    CommentState.PUBLISHED: _l("Published"),
    CommentState.WITHHELD: _l("Not published"),
}
CLAIM_LABELS = {
    ClaimState.OPEN: _l("To be answered"),
    ClaimState.ASKED: _l("The author is asked"),
    ClaimState.ANSWERED: _l("Answered"),
    ClaimState.UPHELD: _l("Upheld"),
    ClaimState.DISMISSED: _l("Dismissed"),
}
CLAIM_TONES = {
    ClaimState.OPEN: "yellow",
    ClaimState.ASKED: "blue",
    ClaimState.ANSWERED: "green",
    ClaimState.UPHELD: "red",
    ClaimState.DISMISSED: "",
}
TIME_LABELS = {
    "in_time": _l("By the due date"),
    "late": _l("After the due date"),
    "waiting": _l("Not answered yet"),
}
