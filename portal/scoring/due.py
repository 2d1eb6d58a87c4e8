"""When a round is due: set and moved by organizers, and judges with unfinished sheets are told in time."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.judges.models import BARRING, Conflict, Judge
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.scoring.models import Scoresheet, ScoresheetState

REMINDERS = (1, 3)
"""How many days before a round is due its judges are reminded, the shortest first."""


class DueRefusedError(PortalError):
    """Raised when a round cannot be due at this moment; the message says why."""


def set_due(found: Round, *, at: datetime, reason: str, actor: Any) -> int:
    """Say by when a round is to be judged; how many judges were told, which happens when it moves."""
    with transaction():
        now = clock.now()
        db.session.refresh(found, with_for_update={"key_share": True})
        before = found.due_at
        _check(found, at, reason, now)
        found.due_at = at
        if before is None:
            found.days_reminded = None
            record(Action.ROUND_DUE_SET, found, actor=actor, edition_id=found.edition_id, due=at.isoformat())
            return 0
        # Whoever is told of the new day needs no reminder of the same span beside it.
        found.days_reminded = _span(at, now)
        behind = unfinished_in(found)
        for judge, count in behind:
            _write(judge, Topic.ROUND_MOVED, found, count=count, before=before, reason=reason.strip())
        record(
            Action.ROUND_DUE_MOVED, found, actor=actor, edition_id=found.edition_id, before=before.isoformat(),
            due=at.isoformat(), reason=reason.strip(), judges=len(behind),
        )  # fmt: skip
        return len(behind)


def _check(found: Round, at: datetime, reason: str, now: datetime) -> None:
    if not found.kind.has_panels:
        raise DueRefusedError(_l("The council votes in this round: its ballots have their own times."))
    if at <= now:
        raise DueRefusedError(_l("Choose a moment in the future."))
    if found.due_at == at:
        raise DueRefusedError(_l("The round is due at this moment already."))
    if found.due_at is not None and not reason.strip():
        raise DueRefusedError(_l("Write why the day moves; judges read it."))


def unfinished_in(found: Round) -> list[tuple[Judge, int]]:
    """The judges of a round with sheets to finish, and how many; pairs in conflict do not count."""
    barred = select(Conflict.id).where(
        Conflict.user_id == Judge.user_id, Conflict.submission_id == Assignment.submission_id,
        Conflict.state.in_(BARRING),
    )  # fmt: skip
    statement = (
        select(Judge, func.count(Assignment.id))
        .join(Assignment, Assignment.judge_id == Judge.id)
        .join(User, User.id == Judge.user_id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == found.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Scoresheet.id.is_(None) | (Scoresheet.state != ScoresheetState.FINISHED), ~barred.exists())
        .group_by(Judge.id)
        .order_by(Judge.id)
    )
    return [(judge, count) for judge, count in db.session.execute(statement).unique()]


def remind(now: datetime | None = None) -> int:
    """Write to judges with unfinished sheets where a round is due soon; how many letters. Safe to run twice."""
    now = now or clock.now()
    statement = (
        select(Round)
        .join(Edition, Edition.id == Round.edition_id)
        .where(Round.due_at > now, Round.due_at <= now + timedelta(days=max(REMINDERS)), Edition.closed_at.is_(None))
        .order_by(Round.id)
        .with_for_update(of=Round, key_share=True)
    )
    with transaction():
        return sum(_remind(found, now) for found in db.session.scalars(statement))


def _remind(found: Round, now: datetime) -> int:
    span = _span(found.due_at, now)
    if span is None or (found.days_reminded is not None and found.days_reminded <= span):
        return 0
    found.days_reminded = span
    behind = unfinished_in(found)
    for judge, count in behind:
        _write(judge, Topic.ROUND_DUE, found, count=count)
    if behind:
        record(
            Action.JUDGES_REMINDED, found, actor=None, edition_id=found.edition_id, days=span,
            judges=sorted(judge.id for judge, _count in behind),
        )  # fmt: skip
    return len(behind)


def _span(due_at: datetime | None, now: datetime) -> int | None:
    """The shortest span of days before the due moment that has begun."""
    return next((days for days in REMINDERS if due_at is not None and due_at - now <= timedelta(days=days)), None)


def _write(judge: Judge, topic: Topic, found: Round, **context: Any) -> None:
    notify(
        judge.user, topic, edition_name=found.edition.name, round_name=found.name, due_at=found.due_at,
        time_zone=found.edition.time_zone, url=external_url("scoring.index"), **context,
    )  # fmt: skip
