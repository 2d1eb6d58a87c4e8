"""Standings kept by each process for as long as nothing happened that could change them.

Whatever can change a standing is an act, and every act is an event of the audit chain, written in its transaction. So
standings hold while the chain has grown by harmless events only. They are for looking at: lists and decisions compute
their own.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.models import AuditEvent, ChainHead
from portal.awards.models import Edition
from portal.core.db import db
from portal.scoring import queries
from portal.scoring.ranking import Standing
from portal.scoring.valid_sheets import NOTHING

HARMLESS = frozenset(
    {
        # Judges at their desks: a sheet counts when it is finished.
        Action.SCORESHEET_STARTED, Action.SCORESHEET_SAVED, Action.PREFERENCES_SAID, Action.JUDGES_REMINDED,
        # Authors at their dossiers, and everybody's accounts.
        Action.SUBMISSION_STARTED, Action.ATTACHMENT_STARTED, Action.ATTACHMENT_COMPLETED, Action.ATTACHMENT_VERIFIED,
        Action.ATTACHMENT_REMOVED, Action.USER_REGISTERED, Action.USER_VERIFIED, Action.USER_CHANGED,
        Action.PASSWORD_CHANGED, Action.MESSAGE_SENT, Action.SCREENING_CHECKED,
        # What comes after the ranking.
        Action.LIST_MADE, Action.DECISION_MADE, Action.FEEDBACK_GATHERED, Action.FEEDBACK_EDITED,
        Action.FEEDBACK_APPROVED, Action.FEEDBACK_SENT, Action.RESULTS_PUBLISHED, Action.RESULTS_CHECK_ORDERED,
        Action.RELEASE_PLANNED,        Action.RELEASE_MOVED, Action.RELEASE_CANCELLED,
    }
)  # fmt: skip
"""Acts that change no standing; any other, also one that is added later, makes standings be computed anew."""
MOST_KEPT = 64
MOST_EVENTS = 500
"""After more events than this looking through them costs more than it saves."""

_Key = tuple[int, int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Kept:
    digest: str
    sequence: int
    standings: list[Standing]


_kept: OrderedDict[_Key, _Kept] = OrderedDict()
_lock = Lock()


def standings_of(edition: Edition, category_id: int, hidden: frozenset[int] = NOTHING) -> list[Standing]:
    """The official standings of a category as they are now, computed only when something may have changed them."""
    # Read before the standings: what comes in between makes them be computed once more, never once too seldom.
    head = db.session.execute(select(ChainHead.sequence, ChainHead.digest).limit(1)).one_or_none()
    if head is None:
        return queries.standings(edition, category_id, hidden).get(category_id, [])
    key = (edition.id, category_id, hidden)
    with _lock:
        kept = _kept.get(key)
    if kept is None or not _holds(kept, head.sequence, head.digest):
        standings = queries.standings(edition, category_id, hidden).get(category_id, [])
    else:
        standings = kept.standings
    with _lock:
        _kept[key] = _Kept(head.digest, head.sequence, standings)
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return standings


def _holds(kept: _Kept, sequence: int, digest: str) -> bool:
    """Whether only harmless events have come since, after the very event that was the last one then."""
    if kept.digest == digest:
        return True
    if not 0 < sequence - kept.sequence <= MOST_EVENTS:
        return False
    events = select(AuditEvent.sequence, AuditEvent.digest, AuditEvent.action)
    found = db.session.execute(events.where(AuditEvent.sequence.between(kept.sequence, sequence))).all()
    known = {row.sequence: row.digest for row in found}
    later = {row.action for row in found if row.sequence > kept.sequence}
    return known.get(kept.sequence) == kept.digest and later <= HARMLESS
