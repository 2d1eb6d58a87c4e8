"""When a period runs, when an objection is due, and what its report says; functions of values and `now`."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.comments.models import PENDING, ClaimState, CommentKind, CommentState
from portal.judges.register_rules import LEAST, suppressed, total

LINK_LIFE = timedelta(days=3)
"""How long the link in a letter of confirmation works, and how long what nobody confirms is kept."""
GMAIL = ("gmail.com", "googlemail.com")
SOON = timedelta(days=2)
"""How long before its due date the organizers are reminded of an objection."""


class Phase(StrEnum):
    """Where a period stands; nothing but the time moves it."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Hearing(StrEnum):
    """How far the public has been heard, as the council needs to know before it begins."""

    NOT_ASKED = "not_asked"
    """The rules of the edition know of no public comment, and none was opened."""
    MISSING = "missing"
    """The rules promise it, and no period was opened."""
    RUNNING = "running"
    INCOMPLETE = "incomplete"
    """Works of the list that the council votes on stood on no list of a period."""
    UNANSWERED = "unanswered"
    OVER = "over"


def phase_of(opens_at: datetime, closes_at: datetime, now: datetime) -> Phase:
    """Where a period stands at this moment."""
    if now < opens_at:
        return Phase.PLANNED
    return Phase.OPEN if now < closes_at else Phase.CLOSED


def mailbox_of(email: str) -> str:
    """One spelling of all addresses that come to the same mailbox: no part after a plus, no dots at Gmail."""
    local, _at, domain = email.lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in GMAIL:
        local, domain = local.replace(".", ""), GMAIL[0]
    return f"{local}@{domain}"


def support_key(period_id: int, submission_id: int, email: str) -> str:
    """The same for the same mailbox and work, and no address to read in it."""
    return hashlib.sha256(f"{period_id}:{submission_id}:{mailbox_of(email)}".encode()).hexdigest()


def due_at(confirmed_at: datetime, answer_days: int) -> datetime:
    """Until when an objection must be answered."""
    return confirmed_at + timedelta(days=answer_days)


def is_late(state: ClaimState, due: datetime | None, answered_at: datetime | None, now: datetime) -> bool:
    """Whether an objection was answered after its due date, or is still not answered then."""
    if due is None:
        return False
    return now >= due if state in PENDING else answered_at is not None and answered_at > due


@dataclass(slots=True)
class WorkVoices:
    """What was said about one work: supports, published comments, and objections by their state."""

    supports: int = 0
    comments: int = 0
    objections: dict[ClaimState, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """One confirmed thing that somebody gave, as the report counts it."""

    submission: int
    kind: CommentKind
    state: CommentState
    reason: str = ""
    claim: ClaimState | None = None
    late: bool = False


def _counted(keys: Iterable[Any], found: Iterable[Any]) -> dict[Any, int]:
    counts = dict.fromkeys(keys, 0)
    for one in found:
        counts[one] = counts.get(one, 0) + 1
    return counts


def _public(counts: Mapping[Any, int]) -> dict[str, Any]:
    """Counts by name with their total, without small numbers and what would betray them."""
    shown = {str(key): value for key, value in suppressed(counts).items()}
    return {"by": shown, "total": total(counts)}


def report_of(said: list[Said], works: Sequence[Mapping[str, Any]], reasons: Iterable[str]) -> dict[str, Any]:
    """What is published about a period. `works` are plain values with an `id`, which is left out of the report.

    By work only what anybody could count on its page stands exactly: published comments and objections.
    """
    comments = [one for one in said if one.kind is CommentKind.COMMENT]
    objections = [one for one in said if one.kind is CommentKind.OBJECTION]
    withheld = [one.reason for one in comments if one.state is CommentState.WITHHELD]
    supports = _counted([one["id"] for one in works], [
        one.submission for one in said if one.kind is CommentKind.SUPPORT
    ])  # fmt: skip
    times = ["late" if one.late else "waiting" if one.claim in PENDING else "in_time" for one in objections]
    visible = [one for one in said if one.state is CommentState.PUBLISHED]
    supported = suppressed(supports)
    return {
        "least": LEAST,
        "comments": _public(_counted(list(CommentState)[1:], [one.state for one in comments])),
        "reasons": _public(_counted([*reasons, *withheld], withheld))["by"],
        "objections": _public(_counted(ClaimState, [one.claim for one in objections])),
        "times": _public(_counted(("in_time", "late", "waiting"), times))["by"],
        "supports": total(supports),
        "works": [
            {
                **{key: value for key, value in one.items() if key != "id"},
                "supports": supported[one["id"]],
                "comments": sum(x.submission == one["id"] and x.kind is CommentKind.COMMENT for x in visible),
                "objections": sum(x.submission == one["id"] and x.kind is CommentKind.OBJECTION for x in visible),
            }
            for one in works
        ],
    }
