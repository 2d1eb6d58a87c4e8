"""Checking results before their release, in the background: whether they follow, and what they would tell of judges."""

from typing import Any

from sqlalchemy import func, select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.decisions.models import Decision
from portal.jobs.models import Job
from portal.jobs.service import enqueue
from portal.publication import service, soundness
from portal.publication.models import Publication, ReleaseCheck
from portal.publication.privacy import privacy_notes
from portal.publication.results_check import unsound_in

JOB = "publication.check"
MOST_PROBLEMS = 20
"""More are not kept: after the first few everybody goes and looks."""


def check_of(decision: Decision) -> ReleaseCheck | None:
    """What was found out about the results of a decision; nothing while they are being checked."""
    return db.session.get(ReleaseCheck, decision.id)


def word_of(decision: Decision, edition: Edition) -> str:
    """The word for results that were found sound, while their seal is in force; empty else."""
    check = check_of(decision)
    return check.word if check is not None and check.sheets_root == soundness.root_of_sheets(edition) else ""


def order(decision: Decision, *, actor: Any) -> None:
    """Have the results checked once more; what was found before is forgotten."""
    with transaction():
        service.locked_edition(decision)
        before = check_of(decision)
        if before is not None:
            db.session.delete(before)
        enqueue(JOB, decision_id=decision.id)
        record(Action.RESULTS_CHECK_ORDERED, decision, actor=actor)


def order_waiting() -> int:
    """Have every decision checked that is the newest of its edition, unpublished and new; how many there were."""
    newest = select(func.max(Decision.id)).group_by(Decision.edition_id)
    asked = select(Job.payload["decision_id"].as_integer()).where(Job.name == JOB)
    published, checked = select(Publication.decision_id), select(ReleaseCheck.decision_id)
    statement = (
        select(Decision.id)
        .join(Edition, Edition.id == Decision.edition_id)
        .where(Decision.id.in_(newest), Edition.closed_at.is_(None))
        .where(*(Decision.id.not_in(one) for one in (asked, published, checked)))
    )
    with transaction():
        waiting = list(db.session.scalars(statement))
        for decision_id in waiting:
            enqueue(JOB, decision_id=decision_id)
    return len(waiting)


def work(decision_id: int) -> None:
    """Check the results of a decision as they would be published now, and keep what was found."""
    decision = db.session.get_one(Decision, decision_id)
    edition = db.session.get_one(Edition, decision.edition_id)
    results = service.preview(decision)
    problems, notes = unsound_in(results), privacy_notes(results)
    found = ReleaseCheck(
        decision_id=decision_id,
        edition_id=edition.id,
        judged=len(results["judged"]),
        problems=[list(one) for one in problems[:MOST_PROBLEMS]],
        few_sheets=list(notes.few),
        unanimous=list(notes.unanimous),
        word="" if problems else soundness.checked_now(edition, results),
        sheets_root=soundness.root_of_sheets(edition),
        checked_at=clock.now(),
    )
    with transaction():
        service.locked_edition(decision)
        db.session.merge(found)
