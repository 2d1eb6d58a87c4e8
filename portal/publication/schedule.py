"""Releasing a decision at a moment set beforehand: planned, moved or cancelled with a reason, and done exactly once."""

import logging
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import User
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.decisions.models import Decision
from portal.decisions.queries import latest_decision
from portal.judges.visibility import hidden_submissions
from portal.publication import checking, failures, policies, service, soundness
from portal.publication.models import PlanState, Publication, ReleasePlan

log = logging.getLogger(__name__)


class NotInTheFutureError(PortalError):
    """Raised when a release is planned for a moment that is past."""

    message = _l("Choose a moment in the future.")


class PlanReasonError(PortalError):
    """Raised when a planned release is moved or cancelled without saying why."""

    message = _l("Write why; it stays in the audit log.")


class PlannedAlreadyError(PortalError):
    """Raised when a second release is planned while one is waiting."""

    message = _l("A release is planned already: move it or cancel it.")


class ReleaseRefusedError(PortalError):
    """Raised when somebody may not release results; the message says why."""


class PlannerGoneError(PortalError):
    """Raised when whoever stands for a planned release may no longer release results."""

    message = _l(
        "Whoever planned this release may no longer publish: the role was taken back, or a conflict of interest came "
        "up. Another organizer moves the plan, and then stands for it, or publishes by hand."
    )


class PlanOverError(PortalError):
    """Raised when a plan is changed that no longer waits."""

    message = _l("This release is no longer waiting.")


def newest_plan(edition: Any) -> ReleasePlan | None:
    """The newest plan of an edition, whatever became of it."""
    statement = select(ReleasePlan).where(ReleasePlan.edition_id == edition.id)
    return db.session.scalar(statement.order_by(ReleasePlan.id.desc()).limit(1))


def waiting_plan(edition: Any) -> ReleasePlan | None:
    """The release that is planned for an edition, if one is: nobody plans another while one waits."""
    newest = newest_plan(edition)
    return newest if newest is not None and newest.state is PlanState.WAITING else None


def plan(decision: Decision, *, at: datetime, actor: Any, reason: str = "") -> ReleasePlan:
    """Have a decision released at a moment; `reason` is the published note of a correction."""
    with transaction():
        edition = service.locked_edition(decision)
        _refuse_unless_may_release(edition, actor)
        if at <= clock.now():
            raise NotInTheFutureError()
        if waiting_plan(edition) is not None:
            raise PlannedAlreadyError()
        service.check_release(decision, reason)
        made = ReleasePlan(
            edition_id=edition.id,
            decision_id=decision.id,
            release_at=at,
            reason=reason.strip(),
            checked=checking.word_of(decision, edition) or _checked_at_once(decision, edition),
            planned_by_id=actor.id,
            planned_at=clock.now(),
        )
        db.session.add(made)
        record(Action.RELEASE_PLANNED, made, actor=actor, decision=decision.id, at_moment=at.isoformat())
        return made


def _checked_at_once(decision: Decision, edition: Edition) -> str:
    results = service.preview(decision)
    soundness.refuse_unsound(results)
    return soundness.checked_now(edition, results)


def move(planned: ReleasePlan, *, at: datetime, reason: str, actor: Any) -> None:
    """Give a planned release another moment; it then goes out on the word of whoever moved it."""
    with transaction():
        held = _hold(planned, reason, actor)
        if at <= clock.now():
            raise NotInTheFutureError()
        before, held.release_at = held.release_at, at
        held.planned_by_id = actor.id
        held.failed_at = held.failure = None
        record(
            Action.RELEASE_MOVED, held, actor=actor, before=before.isoformat(), after=at.isoformat(),
            reason=reason.strip(),
        )  # fmt: skip


def cancel(planned: ReleasePlan, *, reason: str, actor: Any) -> None:
    """Take a planned release back; the decision waits for another plan or for a hand."""
    with transaction():
        held = _hold(planned, reason, actor)
        held.state = PlanState.CANCELLED
        record(Action.RELEASE_CANCELLED, held, actor=actor, reason=reason.strip())


def release_now(decision: Decision, *, reason: str, actor: Any) -> Publication:
    """Release a decision by hand."""
    with transaction():
        edition = service.locked_edition(decision)
        _refuse_unless_may_release(edition, actor)
        return service.publish(decision, actor=actor, reason=reason, checked=checking.word_of(decision, edition))


def _refuse_unless_may_release(edition: Edition, actor: Any) -> None:
    verdict = policies.can_release_results(actor, edition, hidden_submissions(actor, edition))
    if not verdict:
        raise ReleaseRefusedError(verdict.reason)


def _hold(planned: ReleasePlan, reason: str, actor: Any) -> ReleasePlan:
    _refuse_unless_may_release(db.session.get_one(Edition, planned.edition_id), actor)
    if not reason.strip():
        raise PlanReasonError()
    held = _locked(planned.id)
    if held.state is not PlanState.WAITING:
        raise PlanOverError()
    return held


def _locked(plan_id: int) -> ReleasePlan:
    """The plan as it stands, after whoever held it before has finished."""
    statement = select(ReleasePlan).where(ReleasePlan.id == plan_id).with_for_update(key_share=True)
    found: ReleasePlan = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
    return found


def release_due(now: datetime) -> int:
    """Release whatever was planned for a moment that has come; how many were released.

    A second run, at the same time or later, finds the plans released. One that cannot be released keeps no other back.
    """
    statement = select(ReleasePlan.id).where(ReleasePlan.state == PlanState.WAITING, ReleasePlan.release_at <= now)
    due = list(db.session.scalars(statement.order_by(ReleasePlan.release_at)))
    db.session.rollback()
    done = 0
    for plan_id in due:
        try:
            done += _release(plan_id, now)
        except Exception as error:
            # It waits, and is tried again in a minute.
            log.exception("Release plan %s could not be carried out", plan_id)
            _failed(plan_id, error)
    return done


def _failed(plan_id: int, error: Exception) -> None:
    with transaction():
        planned = _locked(plan_id)
        if planned.state is PlanState.WAITING:
            failures.note_failure(planned, failures.reason_of(error))


def _release(plan_id: int, now: datetime) -> bool:
    with transaction():
        planned = _locked(plan_id)
        # Between the list and the lock it may have been moved, cancelled or released.
        if planned.state is not PlanState.WAITING or planned.release_at > now:
            return False
        planner = db.session.get_one(User, planned.planned_by_id)
        edition = db.session.get_one(Edition, planned.edition_id)
        newest = latest_decision(edition)
        if newest is None or newest.id != planned.decision_id:
            planned.state = PlanState.OVERTAKEN
            record(Action.RELEASE_OVERTAKEN, planned, actor=None, decision=planned.decision_id)
            failures.note_failure(planned, failures.OVERTAKEN)
            return False
        if not policies.can_release_results(planner, edition, hidden_submissions(planner, edition)):
            raise PlannerGoneError()
        service.publish(planned.decision, actor=planner, reason=planned.reason, checked=planned.checked)
        return True
