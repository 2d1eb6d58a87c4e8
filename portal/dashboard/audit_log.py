"""The audit log as somebody may read it: what tells of the judging of a work in conflict is not there."""

from typing import Any

from sqlalchemy import Select, and_, cast, func, or_, select
from sqlalchemy.types import String

from portal.assignments.models import Assignment
from portal.audit.models import AuditEvent
from portal.audit.queries import events_of_edition
from portal.orders.models import Comparison
from portal.scoring.models import Scoresheet

JUDGING = (
    *("assignment.", "scoresheet.", "comparison.", "conflict.", "objection.", "pair.", "anchor.", "practice."),
    *("feedback.", "comment.", "claim.", "replication.", "adoption.", "check_in."),
    *("paper_sheet.", "casting_vote.", "list_change.", "motion."),
)
TELLING = frozenset(
    ("digest", "inputs_digest", "pairs", "entries", "prizes", "found", "submissions", "in_favour", "against")
)
"""Sums and fingerprints over all works: beside what is shown of the others, they tell of the one that is not."""


def events_for(edition_id: int, hidden: frozenset[int]) -> Select[tuple[AuditEvent]]:
    """The events of an edition, newest first, without those on the judging of hidden works."""
    statement = events_of_edition(edition_id)
    if not hidden:
        return statement
    sheets = select(Scoresheet.id).join(Assignment).where(Assignment.submission_id.in_(hidden))
    assigned = select(Assignment.id).where(Assignment.submission_id.in_(hidden))
    compared = select(Comparison.id).where(or_(Comparison.better_id.in_(assigned), Comparison.worse_id.in_(assigned)))
    judging = or_(*(AuditEvent.action.startswith(name) for name in JUDGING))
    named = cast(AuditEvent.details["submission"].as_string(), String)
    subjects: dict[str, Any] = {
        "Submission": hidden, "Scoresheet": sheets, "Assignment": assigned, "Comparison": compared,
    }  # fmt: skip
    about = or_(
        *(
            and_(AuditEvent.subject_type == kind, func.coalesce(AuditEvent.subject_id, 0).in_(ids))
            for kind, ids in subjects.items()
        ),
        func.coalesce(named, "").in_([str(one) for one in hidden]),
    )
    return statement.where(~and_(judging, about))


def details_for(event: AuditEvent, hidden: frozenset[int]) -> dict[str, Any]:
    """What an event says, without the sums that would tell of hidden works."""
    if not hidden:
        return event.details
    return {key: value for key, value in event.details.items() if key not in TELLING}
