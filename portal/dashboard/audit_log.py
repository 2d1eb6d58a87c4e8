"""The audit log as somebody may read it: what tells of the judging of a work in conflict is not there."""

from typing import Any

from sqlalchemy import Select, and_, cast, func, or_, select
from sqlalchemy.types import String

from portal.assignments.models import Assignment
from portal.audit.models import AuditEvent
from portal.audit.queries import events_of_edition
from portal.orders.models import Comparison
from portal.scoring.models import Scoresheet

HANDING_IN = (
    *("submission.", "attachment.", "collaborator.", "share.", "ownership.", "confirmation.", "message."),
    *("paper.", "paper_person.", "stub.", "screening.", "resemblance.", "form.", "deadline."),
)
"""Acts on a work until it is accepted: all that somebody in conflict with it may read of, also of acts to come."""

TELLING = frozenset(
    ("digest", "inputs_digest", "pairs", "entries", "prizes", "found", "submissions", "in_favour", "against")
)
"""Sums and fingerprints over all works: beside what is shown of the others, they tell of the one that is not."""


def events_for(edition_id: int, hidden: frozenset[int]) -> Select[tuple[AuditEvent]]:
    """The events of an edition, newest first, without those on hidden works once they were accepted."""
    statement = events_of_edition(edition_id)
    if not hidden:
        return statement
    sheets = select(Scoresheet.id).join(Assignment).where(Assignment.submission_id.in_(hidden))
    assigned = select(Assignment.id).where(Assignment.submission_id.in_(hidden))
    compared = select(Comparison.id).where(or_(Comparison.better_id.in_(assigned), Comparison.worse_id.in_(assigned)))
    handing_in = or_(*(AuditEvent.action.startswith(name, autoescape=True) for name in HANDING_IN))
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
    return statement.where(handing_in | ~about)


def details_for(event: AuditEvent, hidden: frozenset[int]) -> dict[str, Any]:
    """What an event says, without the sums that would tell of hidden works."""
    if not hidden:
        return event.details
    return {key: value for key, value in event.details.items() if key not in TELLING}
