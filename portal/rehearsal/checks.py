"""What must hold when a rehearsal ends, read back from the database and the store."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.adapters.object_store import get_store
from portal.assignments.models import Assignment, AssignmentState
from portal.attachments.models import Attachment, AttachmentState
from portal.audit.queries import count_events
from portal.audit.service import verify_chain
from portal.awards.queries import categories_of, prizes_of
from portal.core.db import db
from portal.core.digest import digest
from portal.decisions.models import ListEntry
from portal.judges.models import BARRING, Conflict, Judge
from portal.publication import verify
from portal.publication.files import published_json
from portal.publication.models import Publication
from portal.rehearsal.stages import Rehearsal
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.submissions.models import SubmissionFile, SubmissionVersion


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and whether it does."""

    name: str
    holds: bool


def summarise(stage: Rehearsal) -> dict[str, Any]:
    """The figures of the rehearsal, counted from what was written."""
    pairs = db.session.execute(
        select(Assignment.judge_id, Assignment.submission_id).where(Assignment.state == AssignmentState.ACTIVE)
    ).all()
    judged, loads = Counter(row.submission_id for row in pairs), Counter(row.judge_id for row in pairs)
    finished = select(func.count(Scoresheet.id)).where(Scoresheet.state == ScoresheetState.FINISHED)
    winners = _winners(stage)
    return {
        "edition": stage.edition.code,
        "submissions": db.session.scalar(select(func.count(SubmissionVersion.id))) or 0,
        "files": db.session.scalar(select(func.count(SubmissionFile.id))) or 0,
        "bytes_stored": _bytes_in_store(),
        "judges": len(stage.judges),
        "assignments": len(pairs),
        "judges_per_submission": _range([judged[draft.id] for draft in stage.submitted]),
        "load": _range([loads[judge.id] for judge in stage.judges]),
        "conflicts": db.session.scalar(select(func.count(Conflict.id))) or 0,
        "conflict_violations": _conflict_violations(),
        "scoresheets": db.session.scalar(finished) or 0,
        "shortlisted": len(stage.shortlist.entries) if stage.shortlist else 0,
        "winners": sum(winners.values()),
        "winners_by_prize": {prize.code: winners[prize.code] for prize in prizes_of(stage.edition)},
        "audit_events": count_events(),
        "audit_chain_ok": verify_chain() is None,
    }


def _range(values: list[int]) -> dict[str, int]:
    return {"min": min(values, default=0), "max": max(values, default=0)}


def _winners(stage: Rehearsal) -> Counter[str]:
    if stage.decision is None:
        return Counter()
    entries = db.session.scalars(
        select(ListEntry).where(
            ListEntry.list_version_id == stage.decision.list_version_id, ListEntry.prize_id.is_not(None)
        )
    )
    codes = {prize.id: prize.code for prize in prizes_of(stage.edition)}
    return Counter(codes[entry.prize_id] for entry in entries if entry.prize_id is not None)


def _bytes_in_store() -> int:
    """What the store itself says it holds, not what the database believes."""
    store = get_store()
    ready = db.session.scalars(select(Attachment.object_key).where(Attachment.state == AttachmentState.READY))
    return sum(store.head(key).size for key in list(ready))


def _conflict_violations() -> int:
    statement = (
        select(func.count(Assignment.id))
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(
            Conflict,
            (Conflict.user_id == Judge.user_id) & (Conflict.submission_id == Assignment.submission_id),
        )
        .where(Assignment.state == AssignmentState.ACTIVE, Conflict.state.in_(BARRING))
    )
    return db.session.scalar(statement) or 0


def _can_be_verified(published: Publication) -> bool:
    problems, _notes = verify.check_file(published_json(published).encode())
    return not problems


def check(stage: Rehearsal, summary: dict[str, Any], *, submissions: int) -> list[Check]:
    """Every promise a rehearsal makes, one by one."""
    wanted = {category.id: category.judges_per_submission for category in categories_of(stage.edition)}
    expected = sum(wanted[draft.category_id or 0] for draft in stage.submitted)
    states = set(db.session.scalars(select(Attachment.state)))
    published = db.session.scalar(select(Publication).order_by(Publication.id.desc()))
    return [
        Check("every work was submitted", summary["submissions"] == submissions == len(stage.submitted)),
        Check(
            "every file is in the store and verified",
            summary["files"] == stage.files and states == {AttachmentState.READY},
        ),
        Check("the store holds every byte", summary["bytes_stored"] == stage.bytes_stored),
        Check("every submission has its judges", summary["assignments"] == expected),
        Check("no judge met a conflict", summary["conflict_violations"] == 0),
        Check("every assigned sheet is finished", summary["scoresheets"] == summary["assignments"]),
        Check("prizes are within the cap", summary["winners"] <= stage.edition.prize_cap),
        Check("winners were shortlisted", summary["winners"] <= summary["shortlisted"]),
        Check("the audit chain holds", bool(summary["audit_chain_ok"])),
        Check(
            "results are published as signed",
            published is not None and published.digest == digest(published.results),
        ),
        Check("results can be verified by anybody", published is not None and _can_be_verified(published)),
    ]
