"""The numbers of the organizers' overview: one grouped statement each, whatever the number of rows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from portal.accounts.models import User
from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Category, Edition
from portal.core.db import db
from portal.decisions.models import ListEntry, ListKind, ListVersion
from portal.jobs.models import Job, JobState
from portal.notifications.models import Email, EmailState
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.screening.models import Screening, ScreeningOutcome
from portal.submissions.models import Origin, Submission, SubmissionStatus
from portal.submissions.queries import newest_versions


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """How far the submissions of one category have come."""

    category: Category
    started: int
    submitted: int
    waiting: int
    accepted: int
    outside: int
    assigned: int
    scored: int
    shortlisted: int
    awarded: int


@dataclass(frozen=True, slots=True)
class Health:
    """What runs behind the pages."""

    waiting_jobs: int
    failed_jobs: int
    failed_emails: int


def _latest_screenings() -> Any:
    """The newest screening of each submission; it counts only for the version it was made for."""
    newest = select(func.max(Screening.id)).group_by(Screening.submission_id)
    versions = newest_versions()
    return (
        select(Screening.submission_id, Screening.outcome)
        .join(versions, versions.c.submission_id == Screening.submission_id)
        .where(Screening.id.in_(newest), Screening.version_number == versions.c.number)
        .subquery()
    )


def _submission_counts(edition: Edition, categories: list[int], hidden: frozenset[int]) -> dict[int, Any]:
    latest = _latest_screenings()
    submitted = Submission.status == SubmissionStatus.SUBMITTED
    accepted = latest.c.outcome == ScreeningOutcome.ACCEPTED
    waiting = latest.c.outcome.is_(None) | (latest.c.outcome == ScreeningOutcome.REINSTATED)
    outside = Submission.origin == Origin.STUB
    statement = (
        select(
            Submission.category_id,
            func.count(Submission.id).label("started"),
            func.sum(case((submitted, 1), else_=0)).label("submitted"),
            func.sum(case((submitted & waiting, 1), else_=0)).label("waiting"),
            func.sum(case((submitted & accepted, 1), else_=0)).label("accepted"),
            func.sum(case((submitted & accepted & outside, 1), else_=0)).label("outside"),
        )
        .outerjoin(latest, latest.c.submission_id == Submission.id)
        .where(Submission.edition_id == edition.id, Submission.category_id.in_(categories))
        .where(Submission.id.not_in(hidden))
        .group_by(Submission.category_id)
    )
    return {row.category_id: row for row in db.session.execute(statement)}


def _judging_counts(edition: Edition, hidden: frozenset[int]) -> dict[int, Any]:
    finished = case((Scoresheet.state == ScoresheetState.FINISHED, 1), else_=0)
    each = (
        select(
            Submission.id,
            Submission.category_id,
            func.count(Assignment.id).label("sheets"),
            func.sum(finished).label("finished"),
        )
        .join(Assignment, Assignment.submission_id == Submission.id)
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Submission.edition_id == edition.id, Assignment.state == AssignmentState.ACTIVE)
        .where(Submission.id.not_in(hidden))
        .group_by(Submission.id, Submission.category_id)
        .subquery()
    )
    statement = select(
        each.c.category_id,
        func.count().label("assigned"),
        func.sum(case((each.c.sheets == each.c.finished, 1), else_=0)).label("scored"),
        func.sum(each.c.sheets).label("sheets"),
        func.sum(each.c.finished).label("finished"),
    ).group_by(each.c.category_id)
    return {row.category_id: row for row in db.session.execute(statement)}


def _listed(edition: Edition, hidden: frozenset[int]) -> tuple[Counter[int], Counter[int]]:
    """How many works of each category the newest shortlist names, and how many the newest decision honours."""
    newest = select(func.max(ListVersion.id)).where(ListVersion.edition_id == edition.id).group_by(ListVersion.kind)
    statement = (
        select(ListEntry.category_id, ListVersion.kind, func.count(), func.count(ListEntry.prize_id))
        .join(ListVersion, ListVersion.id == ListEntry.list_version_id)
        .where(ListVersion.id.in_(newest), ListEntry.submission_id.not_in(hidden))
        .group_by(ListEntry.category_id, ListVersion.kind)
    )
    shortlisted, awarded = Counter[int](), Counter[int]()
    for category, kind, works, prizes in db.session.execute(statement):
        if kind is ListKind.SHORTLIST:
            shortlisted[category] = works
        elif kind is ListKind.DECIDED:
            awarded[category] = prizes
    return shortlisted, awarded


def funnel(edition: Edition, categories: list[Category], hidden: frozenset[int] = frozenset()) -> list[FunnelRow]:
    """From started to awarded, one row a category; what is hidden from the reader is counted nowhere."""
    intake = _submission_counts(edition, [category.id for category in categories], hidden)
    judging = _judging_counts(edition, hidden)
    shortlisted, awarded = _listed(edition, hidden)

    def number(row: Any, name: str) -> int:
        return int(getattr(row, name, 0) or 0)

    return [
        FunnelRow(
            category=category,
            started=number(intake.get(category.id), "started"),
            submitted=number(intake.get(category.id), "submitted"),
            waiting=number(intake.get(category.id), "waiting"),
            accepted=number(intake.get(category.id), "accepted"),
            outside=number(intake.get(category.id), "outside"),
            assigned=number(judging.get(category.id), "assigned"),
            scored=number(judging.get(category.id), "scored"),
            shortlisted=shortlisted[category.id],
            awarded=awarded[category.id],
        )
        for category in categories
    ]


def health() -> Health:
    """Jobs and e-mails that wait too long or have failed."""
    states = dict(db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all())
    failed = db.session.scalar(select(func.count(Email.id)).where(Email.state == EmailState.FAILED))
    return Health(states.get(JobState.QUEUED, 0), states.get(JobState.FAILED, 0), failed or 0)


def totals(rows: list[FunnelRow]) -> dict[str, int]:
    """The sums under the funnel."""
    names = ("started", "submitted", "waiting", "accepted", "outside", "assigned", "scored", "shortlisted", "awarded")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def names_of(user_ids: set[int]) -> dict[int, str]:
    """The names of some people."""
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return dict(rows.all())
