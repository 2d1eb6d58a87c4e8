"""Every version of every score: who changed what, when, from what to what; nothing of it is ever altered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import StaleRowError
from portal.scoring import sheet_values
from portal.scoring.models import ScoreChange, Scoresheet
from portal.submissions.merge import merge


class ConflictingSheetError(StaleRowError):
    """Raised when two windows changed the same value of a sheet differently.

    `merged` holds the joined values with one's own where both differ, `theirs` what is stored, `conflicts` the names,
    `by` and `at` the last change.
    """

    def __init__(self, sheet: Scoresheet, merged: dict[str, Any], theirs: dict[str, Any], conflicts: tuple[str, ...]):
        super().__init__(revision=sheet.revision)
        self.revision, self.merged, self.theirs, self.conflicts = sheet.revision, merged, theirs, conflicts
        last = db.session.execute(
            select(User.name, ScoreChange.at)
            .join(User, User.id == ScoreChange.actor_id)
            .where(ScoreChange.scoresheet_id == sheet.id, ScoreChange.name.in_(conflicts))
            .order_by(ScoreChange.id.desc())
            .limit(1)
        ).one_or_none()
        self.by: str = last.name if last else ""
        self.at: datetime = last.at if last else sheet.saved_at


def settle(sheet: Scoresheet, *, mine: dict[str, Any], theirs: dict[str, Any], seen: int | None) -> dict[str, Any]:
    """Join values that were typed from revision `seen` with what is stored; None joins nothing.

    Raises ConflictingSheetError when both sides changed the same value. The sheet must be locked by the caller.
    """
    if seen is None or seen == sheet.revision:
        return mine
    joined = merge(_at(sheet, seen, theirs), mine, theirs)
    if joined.conflicts:
        raise ConflictingSheetError(sheet, joined.values, theirs, joined.conflicts)
    return joined.values


def _at(sheet: Scoresheet, revision: int, theirs: dict[str, Any]) -> dict[str, Any]:
    """The values as they stood at a revision: what is stored, with every later change taken back."""
    base = dict(theirs)
    later = select(ScoreChange.name, ScoreChange.before).where(
        ScoreChange.scoresheet_id == sheet.id, ScoreChange.revision > revision
    )
    for name, before in db.session.execute(later.order_by(ScoreChange.id.desc())):
        if name in base:
            base[name] = sheet_values.from_text(name, before)
    return base


def remember(sheet: Scoresheet, before: dict[str, Any], after: dict[str, Any], *, actor: Any, now: datetime) -> None:
    """Keep what a save has changed, by the revision that the sheet now has; writes the sheet itself first."""
    db.session.flush()
    # In one statement for all, because this happens half a second after every pause of a judge.
    rows = [
        {
            "scoresheet_id": sheet.id,
            "revision": sheet.revision,
            "name": name,
            "before": sheet_values.as_text(before.get(name)),
            "after": sheet_values.as_text(value),
            "actor_id": actor.id,
            "at": now,
        }
        for name, value in after.items()
    ]
    db.session.execute(insert(ScoreChange.__table__), rows)


def changes_of(sheet: Scoresheet) -> Any:
    """The changes of a sheet with their authors, the newest first, to be paginated."""
    statement = select(ScoreChange).where(ScoreChange.scoresheet_id == sheet.id)
    return statement.options(joinedload(ScoreChange.actor).lazyload(User.grants)).order_by(ScoreChange.id.desc())


def labels(criteria: Iterable[Any], *, points: Any, remark: Any, texts: dict[str, Any]) -> dict[str, str]:
    """What readers call each value; `points` and `remark` make the words from a criterion."""
    named = dict(texts)
    for one in criteria:
        named[f"{sheet_values.POINTS}{one.id}"] = points(one)
        named[f"{sheet_values.COMMENT}{one.id}"] = remark(one)
    return named
