"""The short memory of a draft: what each save replaced, so that two editors at once never overwrite each other."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import StaleRowError
from portal.submissions.merge import merge
from portal.submissions.models import DraftChange, Submission

REMEMBERED = 1000
"""Saves of one draft that are kept; who comes back with an older page is asked instead of merged."""


class ConflictingEditError(StaleRowError):
    """Raised when two people changed the same answer; `merged` holds the joined answers, `conflicts` the keys."""

    def __init__(self, revision: int, merged: dict[str, Any], conflicts: tuple[str, ...], by: str, at: datetime | None):
        super().__init__(revision=revision)
        self.revision, self.merged, self.conflicts, self.by, self.at = revision, merged, conflicts, by, at


def settle(
    submission: Submission,
    *,
    mine: dict[str, Any],
    theirs: dict[str, Any],
    seen: int | None,
    actor: Any,
    now: datetime,
) -> dict[str, Any]:
    """Join an edit that began at revision `seen` with what is stored; remembers what is replaced.

    Raises ConflictingEditError when both sides changed the same answer. The row must be locked by the caller.
    """
    merged = mine
    if seen is not None and seen != submission.revision:
        changes = _changes_since(submission, seen)
        joined = merge(_base(changes, theirs, submission.revision - seen), mine, theirs)
        if joined.conflicts:
            last = changes[-1] if changes else None
            name = db.session.scalar(select(User.name).where(User.id == last.actor_id)) if last else None
            raise ConflictingEditError(
                submission.revision, joined.values, joined.conflicts, name or "", last.at if last else None
            )
        merged = joined.values
    before = {key: theirs.get(key) for key, value in merged.items() if value != theirs.get(key)}
    if before:
        _remember(submission, before, actor, now)
    return merged


def _changes_since(submission: Submission, seen: int) -> list[DraftChange]:
    statement = select(DraftChange).where(DraftChange.submission_id == submission.id, DraftChange.revision > seen)
    return list(db.session.scalars(statement.order_by(DraftChange.revision)))


def _base(changes: list[DraftChange], theirs: dict[str, Any], distance: int) -> dict[str, Any]:
    """What the page showed at the beginning: the oldest replaced value, or what never changed since."""
    if distance < 0 or distance > REMEMBERED:
        return {}
    base = dict(theirs)
    for change in reversed(changes):
        base.update({key: value for key, value in change.before.items() if key in base})
    return base


def _remember(submission: Submission, before: dict[str, Any], actor: Any, now: datetime) -> None:
    submission.revision += 1
    change = DraftChange(
        submission_id=submission.id, revision=submission.revision, actor_id=actor.id, at=now, before=before
    )
    db.session.add(change)
    if submission.revision % 100 == 0:
        old = DraftChange.revision < submission.revision - REMEMBERED
        db.session.execute(delete(DraftChange).where(DraftChange.submission_id == submission.id, old))
