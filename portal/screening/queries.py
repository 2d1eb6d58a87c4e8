"""The screening queue."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import Role, RoleGrant, User
from portal.awards.models import Category
from portal.core.db import db
from portal.screening.models import Judgement, Message, Resemblance, Screening, ScreeningOutcome
from portal.submissions.models import Origin, Submission, SubmissionStatus, SubmissionVersion
from portal.submissions.queries import matching, newest_versions

PENDING = "pending"


def latest_screening(submission: Submission) -> Screening | None:
    """The decision that counts, if it was made for the newest version."""
    newest = select(func.max(SubmissionVersion.number)).where(SubmissionVersion.submission_id == submission.id)
    statement = select(Screening).where(
        Screening.submission_id == submission.id, Screening.version_number == newest.scalar_subquery()
    )
    return db.session.scalar(statement.order_by(Screening.id.desc()).limit(1))


def screenings_of(submission: Submission) -> list[Screening]:
    """Everything decided about a submission, the newest first."""
    statement = select(Screening).where(Screening.submission_id == submission.id)
    return list(db.session.scalars(statement.order_by(Screening.id.desc())))


def _with_current() -> tuple[Any, Any]:
    """Submissions beside the screening of their newest version, if there is one."""
    newest_version = (
        select(func.max(SubmissionVersion.number))
        .where(SubmissionVersion.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    newest = (
        select(func.max(Screening.id))
        .where(Screening.submission_id == Submission.id, Screening.version_number == newest_version)
        .correlate(Submission)
        .scalar_subquery()
    )
    current = aliased(Screening)
    return current, and_(current.submission_id == Submission.id, current.id == newest)


def current_outcomes(edition: Any) -> dict[tuple[int, ScreeningOutcome, str], int]:
    """How many submitted works a category, the outcome that counts and its reason have together; stubs are left out.

    The outcomes in force are found in one pass over all, not by a look-up for each work.
    """
    versions = newest_versions()
    newest = (
        select(func.max(Screening.id).label("id"))
        .join(versions, versions.c.submission_id == Screening.submission_id)
        .join(Submission, Submission.id == Screening.submission_id)
        .where(Submission.edition_id == edition.id, Submission.status == SubmissionStatus.SUBMITTED)
        .where(Submission.origin != Origin.STUB, Screening.version_number == versions.c.number)
        .group_by(Screening.submission_id)
        .subquery()
    )
    columns = (Submission.category_id, Screening.outcome, Screening.reason_code)
    statement = (
        select(*columns, func.count())
        .select_from(Screening)
        .join(newest, newest.c.id == Screening.id)
        .join(Submission, Submission.id == Screening.submission_id)
        .group_by(*columns)
    )
    return {
        (int(category or 0), outcome, why): number for category, outcome, why, number in db.session.execute(statement)
    }


def queue(
    edition: Any,
    *,
    category_ids: list[int] | None,
    status: str = "",
    category_id: int = 0,
    search: str = "",
    origin: str = "",
) -> Select[tuple[Submission, Screening]]:
    """Submitted dossiers with their current decision, to be paginated.

    Where something waits the longest waiting comes first; among what is decided, the newest decision.
    """
    current, on = _with_current()
    statement = (
        select(Submission, current)
        .outerjoin(current, on)
        .options(joinedload(Submission.category).lazyload(Category.criteria))
        .where(Submission.edition_id == edition.id, Submission.status == SubmissionStatus.SUBMITTED)
    )
    decided = status in set(ScreeningOutcome)
    statement = statement.order_by(*([current.id.desc()] if decided else [Submission.submitted_at, Submission.id]))
    if origin in set(Origin):
        statement = statement.where(Submission.origin == Origin(origin))
    if category_ids is not None:
        statement = statement.where(Submission.category_id.in_(category_ids))
    if category_id:
        statement = statement.where(Submission.category_id == category_id)
    if status == PENDING:
        statement = statement.where(or_(current.id.is_(None), current.outcome == ScreeningOutcome.REINSTATED))
    elif decided:
        statement = statement.where(current.outcome == ScreeningOutcome(status))
    return matching(statement, search)


def queue_counts(edition: Any, *, category_ids: list[int] | None) -> dict[int, Counter[str]]:
    """How many submitted dossiers of each category stand where, in one statement."""
    current, on = _with_current()
    statement = (
        select(Submission.category_id, current.outcome, func.count())
        .outerjoin(current, on)
        .where(Submission.edition_id == edition.id, Submission.status == SubmissionStatus.SUBMITTED)
        .group_by(Submission.category_id, current.outcome)
    )
    if category_ids is not None:
        statement = statement.where(Submission.category_id.in_(category_ids))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for category, outcome, count in db.session.execute(statement):
        waiting = outcome in (None, ScreeningOutcome.REINSTATED)
        found[category][PENDING if waiting else outcome.value] += count
    return found


def messages_of(submission: Submission) -> list[Message]:
    """The thread about a submission, the oldest first."""
    statement = select(Message).where(Message.submission_id == submission.id)
    return list(db.session.scalars(statement.options(joinedload(Message.writer).lazyload("*")).order_by(Message.id)))


def secretaries_of(edition: Any, category_id: int | None) -> list[User]:
    """Who looks after a category; without a secretary, the organizers of the edition."""
    for role, category in ((Role.SECRETARY, category_id), (Role.ORGANIZER, None)):
        statement = select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(RoleGrant.role == role)
        right = or_(RoleGrant.category_id == category, RoleGrant.category_id.is_(None))
        statement = statement.where(or_(RoleGrant.edition_id == edition.id, RoleGrant.edition_id.is_(None)), right)
        if found := list(db.session.scalars(statement.distinct().order_by(User.id).limit(10))):
            return found
    return []


def accepted_dossiers() -> Select[tuple[Submission]]:
    """The dossiers that judges may score; what is handled outside the portal is not among them."""
    current, on = _with_current()
    return (
        select(Submission)
        .join(current, on)
        .where(
            Submission.origin != Origin.STUB,
            Submission.status == SubmissionStatus.SUBMITTED,
            current.outcome == ScreeningOutcome.ACCEPTED,
        )
    )


def accepted_submissions(category: Category) -> list[Submission]:
    """Those of one category."""
    statement = accepted_dossiers().where(Submission.category_id == category.id)
    return list(db.session.scalars(statement.order_by(Submission.id)))


def accepted_stubs(edition: Any) -> list[Submission]:
    """Accepted works that are handled outside the portal: the council treats them by their titles alone."""
    current, on = _with_current()
    statement = (
        select(Submission)
        .join(current, on)
        .options(joinedload(Submission.category).lazyload(Category.criteria))
        .where(
            Submission.edition_id == edition.id,
            Submission.origin == Origin.STUB,
            Submission.status == SubmissionStatus.SUBMITTED,
            current.outcome == ScreeningOutcome.ACCEPTED,
        )
        .order_by(Submission.number)
    )
    return list(db.session.scalars(statement))


def count_accepted(edition: Any, hidden: frozenset[int] = frozenset()) -> dict[int, int]:
    """How many dossiers judges may score, by category; those hidden from the reader are not counted."""
    current, on = _with_current()
    statement = (
        select(Submission.category_id, func.count())
        .join(current, on)
        .where(
            Submission.edition_id == edition.id,
            Submission.origin != Origin.STUB,
            Submission.status == SubmissionStatus.SUBMITTED,
            current.outcome == ScreeningOutcome.ACCEPTED,
            Submission.id.not_in(hidden),
        )
        .group_by(Submission.category_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement) if row[0] is not None}


def resemblances(edition: Any, *, category_ids: list[int] | None = None) -> Select[tuple[Resemblance]]:
    """Resemblances that touch an edition, to be paginated: open ones first, then the most alike."""
    earlier, later = aliased(Submission), aliased(Submission)
    touching = [earlier.edition_id == edition.id, later.edition_id == edition.id]
    if category_ids is not None:
        touching = [
            and_(one, work.category_id.in_(category_ids)) for one, work in zip(touching, (earlier, later), strict=True)
        ]
    return (
        select(Resemblance)
        .join(earlier, Resemblance.earlier_id == earlier.id)
        .join(later, Resemblance.later_id == later.id)
        .options(
            joinedload(Resemblance.earlier).joinedload(Submission.edition),
            joinedload(Resemblance.later).joinedload(Submission.edition),
        )
        .where(or_(*touching))
        .order_by(case((Resemblance.judgement == Judgement.OPEN, 0), else_=1), Resemblance.score.desc(), Resemblance.id)
    )


def resemblances_of(submission: Submission, most: int = 5) -> list[Resemblance]:
    """What one work resembles, the most alike first."""
    touching = or_(Resemblance.earlier_id == submission.id, Resemblance.later_id == submission.id)
    statement = (
        select(Resemblance).where(touching).options(joinedload(Resemblance.earlier), joinedload(Resemblance.later))
    )
    return list(db.session.scalars(statement.order_by(Resemblance.score.desc()).limit(most)))
