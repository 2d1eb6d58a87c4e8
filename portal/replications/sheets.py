"""Writing a replication sheet, offering it, and approving or returning it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.notifications.topics import Topic
from portal.replications import policies
from portal.replications.models import PARTS, ReplicationSheet, SheetState
from portal.submissions.letters import write_about
from portal.submissions.models import Submission
from portal.submissions.queries import latest_titles


class SheetRefusedError(PortalError):
    """Raised when somebody may not do this, or it is not the time; the message says why."""


class EmptySheetError(PortalError):
    """Raised when a sheet is offered that says nothing of what is needed or whom to ask."""

    message = _l("Before you offer the sheet, say what is needed and whom to ask")


def save(submission: Submission, *, values: Mapping[str, str], offer: bool, actor: Any) -> ReplicationSheet:
    """Keep what the winner wrote; what is public stays as it was approved until it is approved anew."""
    verdict = policies.can_answer(actor, submission)
    if not verdict:
        raise SheetRefusedError(verdict.reason)
    with transaction():
        # The work is locked, not the sheet: there may be none yet, and two people must not make two.
        db.session.execute(select(Submission.id).where(Submission.id == submission.id).with_for_update(key_share=True))
        sheet = db.session.scalar(select(ReplicationSheet).where(ReplicationSheet.submission_id == submission.id))
        if sheet is None:
            sheet = ReplicationSheet(submission_id=submission.id, published={})
            db.session.add(sheet)
        for part in PARTS:
            setattr(sheet, part, values.get(part, "").strip())
        if offer and not (sheet.needs and sheet.contact):
            raise EmptySheetError()
        sheet.state = SheetState.OFFERED if offer else SheetState.DRAFT
        sheet.edited_by_id, sheet.edited_at = actor.id, clock.now()
        db.session.flush()
        if offer:
            _record(Action.REPLICATION_OFFERED, sheet, submission, actor)
        return sheet


def approve(sheet: ReplicationSheet, *, actor: Any) -> None:
    """Make a sheet public as it stands."""
    with transaction():
        _hold(sheet, actor)
        sheet.published = {part: getattr(sheet, part) for part in PARTS}
        _decide(sheet, SheetState.APPROVED, "", actor)
        _record(Action.REPLICATION_APPROVED, sheet, sheet.submission, actor)


def give_back(sheet: ReplicationSheet, *, reason: str, actor: Any) -> None:
    """Ask the winner to change a sheet; the reason goes along."""
    if not reason.strip():
        raise SheetRefusedError(_l("Write the reason."))
    with transaction():
        _hold(sheet, actor)
        _decide(sheet, SheetState.RETURNED, reason.strip(), actor)
        _record(Action.REPLICATION_RETURNED, sheet, sheet.submission, actor, reason=sheet.reason)


def _hold(sheet: ReplicationSheet, actor: Any) -> None:
    db.session.refresh(sheet, with_for_update={"key_share": True})
    verdict = policies.can_decide_sheet(actor, sheet)
    if not verdict:
        raise SheetRefusedError(verdict.reason)


def _decide(sheet: ReplicationSheet, state: SheetState, reason: str, actor: Any) -> None:
    sheet.state, sheet.reason, sheet.decided_at, sheet.decided_by_id = state, reason, clock.now(), actor.id
    submission = sheet.submission
    write_about(
        submission, Topic.REPLICATION_DECIDED, title=latest_titles([submission.id]).get(submission.id, ""),
        approved=state is SheetState.APPROVED, reason=reason,
        url=external_url("winners.sheet", submission_id=submission.id),
    )  # fmt: skip


def _record(action: Action, sheet: ReplicationSheet, submission: Submission, actor: Any, **details: Any) -> None:
    record(action, sheet, actor=actor, edition_id=submission.edition_id, submission=submission.id, **details)
