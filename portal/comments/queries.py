"""Reading periods, the works they are about, and what was said."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from portal.attachments.models import Attachment
from portal.awards.models import Category, Edition
from portal.awards.queries import get_edition_by_slug_or_404
from portal.comments.models import (
    PENDING,
    Claim,
    ClaimFile,
    Comment,
    CommentKind,
    CommentPeriod,
    CommentState,
    PeriodReport,
)
from portal.comments.rules import Hearing, Phase, WorkVoices, phase_of
from portal.comments.settings import settings_of
from portal.core.db import db
from portal.decisions.models import ListEntry, ListVersion
from portal.submissions.models import Submission, SubmissionStatus
from portal.submissions.queries import matching

CONFIRMED = Comment.state != CommentState.UNCONFIRMED


def latest_period(edition: Any) -> CommentPeriod | None:
    """The newest period of an edition, begun or not."""
    statement = select(CommentPeriod).where(CommentPeriod.edition_id == edition.id)
    return db.session.scalar(statement.order_by(CommentPeriod.id.desc()).limit(1))


def period_on_show(edition: Any, now: datetime) -> CommentPeriod | None:
    """The newest period that has begun, over or not; the public knows of none before it begins."""
    statement = select(CommentPeriod).where(CommentPeriod.edition_id == edition.id, CommentPeriod.opens_at <= now)
    return db.session.scalar(statement.order_by(CommentPeriod.id.desc()).limit(1))


def get_period_or_404(slug: str, now: datetime) -> tuple[Edition, CommentPeriod]:
    """An edition with its period on show; without one there is nothing to comment on."""
    edition = get_edition_by_slug_or_404(slug)
    period = period_on_show(edition, now)
    if period is None:
        raise NotFound()
    return edition, period


def works_of(period: CommentPeriod, *, category_id: int = 0, search: str = "") -> Select[Any]:
    """The works of the period's list by category and number, to be paginated: the order of a list tells ranks."""
    statement = (
        select(Submission)
        .join(ListEntry, ListEntry.submission_id == Submission.id)
        .join(Category, Category.id == Submission.category_id)
        .options(contains_eager(Submission.category).lazyload(Category.criteria))
        .where(ListEntry.list_version_id == period.list_version_id, Submission.status == SubmissionStatus.SUBMITTED)
        .order_by(Category.number, Submission.number)
    )
    if category_id:
        statement = statement.where(Submission.category_id == category_id)
    return matching(statement, search)


def get_work_or_404(period: CommentPeriod, number: str) -> Submission:
    """A work of the period's list by its number."""
    found: Submission | None = db.session.scalar(works_of(period).where(Submission.number == number))
    if found is None:
        raise NotFound()
    return found


def supports_of(period: CommentPeriod) -> dict[int, int]:
    """How many people support each work of the list; zeros are said too."""
    supporting = (
        (Comment.submission_id == ListEntry.submission_id)
        & (Comment.period_id == period.id)
        & (Comment.kind == CommentKind.SUPPORT)
        & CONFIRMED
    )
    statement = (
        select(ListEntry.submission_id, func.count(Comment.id))
        .outerjoin(Comment, supporting)
        .where(ListEntry.list_version_id == period.list_version_id)
        .group_by(ListEntry.submission_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def published_counts(period: CommentPeriod) -> dict[int, int]:
    """How many comments and objections anybody may read, by work."""
    statement = (
        select(Comment.submission_id, func.count())
        .where(Comment.period_id == period.id, Comment.kind != CommentKind.SUPPORT)
        .where(Comment.state == CommentState.PUBLISHED)
        .group_by(Comment.submission_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def published_of(period: CommentPeriod, submission: Submission) -> Select[Any]:
    """What anybody may read about a work, the newest first, to be paginated."""
    return (
        select(Comment)
        .options(joinedload(Comment.claim))
        .where(Comment.period_id == period.id, Comment.submission_id == submission.id)
        .where(Comment.kind != CommentKind.SUPPORT, Comment.state == CommentState.PUBLISHED)
        .order_by(Comment.confirmed_at.desc(), Comment.id.desc())
    )


def _seen(edition: Any, category_ids: list[int] | None, hidden: frozenset[int]) -> Select[Any]:
    statement = (
        select(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Claim)
        .options(
            contains_eager(Comment.submission).joinedload(Submission.category).lazyload(Category.criteria),
            contains_eager(Comment.claim).selectinload(Claim.files),
            joinedload(Comment.period),
        )
        .where(Submission.edition_id == edition.id, Submission.id.not_in(hidden), CONFIRMED)
    )
    return statement if category_ids is None else statement.where(Submission.category_id.in_(category_ids))


def listed(
    edition: Any, *, category_ids: list[int] | None, hidden: frozenset[int], state: str = "", kind: str = ""
) -> Select[Any]:
    """What is to be moderated or was: waiting first, objections by their due date before everything else."""
    is_pending = Claim.state.in_(PENDING)
    statement = _seen(edition, category_ids, hidden).where(Comment.kind != CommentKind.SUPPORT)
    if state in set(CommentState):
        statement = statement.where(Comment.state == CommentState(state))
    if kind in set(CommentKind):
        statement = statement.where(Comment.kind == CommentKind(kind))
    return statement.order_by(
        case((is_pending, 0), (Comment.state == CommentState.WAITING, 1), else_=2),
        case((is_pending, Claim.due_at)),
        Comment.confirmed_at.desc(),
        Comment.id.desc(),
    )


def get_comment_or_404(
    edition: Any, comment_id: int, *, category_ids: list[int] | None, hidden: frozenset[int]
) -> Comment:  # fmt: skip
    """One confirmed comment or objection, for somebody who looks after its category and is in no conflict with it."""
    statement = _seen(edition, category_ids, hidden).where(Comment.kind != CommentKind.SUPPORT)
    found: Comment | None = db.session.scalar(statement.where(Comment.id == comment_id))
    if found is None:
        raise NotFound()
    return found


def get_asked_or_404(submission: Submission, comment_id: int) -> Comment:
    """An objection on which the author of the work was asked."""
    statement = select(Comment).join(Claim).options(joinedload(Comment.claim))
    found = db.session.scalar(
        statement.where(Comment.id == comment_id, Comment.submission_id == submission.id, Claim.asked_at.is_not(None))
    )
    if found is None:
        raise NotFound()
    return found


def get_evidence_or_404(comment: Comment, public_id: str) -> Attachment:
    """A file of evidence behind an objection."""
    statement = select(Attachment).join(ClaimFile, ClaimFile.attachment_id == Attachment.id)
    found = db.session.scalar(statement.where(ClaimFile.claim_id == comment.id, Attachment.public_id == public_id))
    if found is None:
        raise NotFound()
    return found


def hearing_of(
    edition: Any, now: datetime, voted: ListVersion | None, hidden: frozenset[int] = frozenset()
) -> Hearing:  # fmt: skip
    """How far the public has been heard on the list that the council votes on, and on the objections of every period.

    Hidden works are left out of both.
    """
    period = latest_period(edition)
    if period is None:
        return Hearing.MISSING if settings_of(edition).promised else Hearing.NOT_ASKED
    if phase_of(period.opens_at, period.closes_at, now) is not Phase.CLOSED:
        return Hearing.RUNNING
    if voted is not None and _has_unheard(edition, voted, hidden):
        return Hearing.INCOMPLETE
    owed = (
        select(Comment.id)
        .join(Claim)
        .join(CommentPeriod, CommentPeriod.id == Comment.period_id)
        .where(CommentPeriod.edition_id == edition.id, CONFIRMED, Claim.state.in_(PENDING))
        .where(Comment.submission_id.not_in(hidden))
    )
    return Hearing.OVER if db.session.scalar(owed.limit(1)) is None else Hearing.UNANSWERED


def _has_unheard(edition: Any, voted: ListVersion, hidden: frozenset[int]) -> bool:
    """Whether a work of a list stood on the list of no period: where the newest is over, all are."""
    heard = (
        select(ListEntry.submission_id)
        .join(CommentPeriod, CommentPeriod.list_version_id == ListEntry.list_version_id)
        .where(CommentPeriod.edition_id == edition.id)
    )
    unheard = select(ListEntry.id).where(
        ListEntry.list_version_id == voted.id,
        ListEntry.submission_id.not_in(hidden),
        ListEntry.submission_id.not_in(heard),
    )
    return db.session.scalar(unheard.limit(1)) is not None


def rows_of(period: CommentPeriod, hidden: frozenset[int] = frozenset()) -> list[Any]:
    """Everything confirmed in a period as plain columns, with how objections stand."""
    columns = (Comment.submission_id, Comment.kind, Comment.state, Comment.reason_code)
    statement = (
        select(*columns, Claim.state.label("claim"), Claim.due_at, Claim.answered_at)
        .outerjoin(Claim)
        .where(Comment.period_id == period.id, Comment.submission_id.not_in(hidden), CONFIRMED)
        .order_by(Comment.id)
    )
    return list(db.session.execute(statement))


def latest_report(period: CommentPeriod) -> PeriodReport | None:
    """The newest published report of a period."""
    statement = select(PeriodReport).where(PeriodReport.period_id == period.id)
    return db.session.scalar(statement.order_by(PeriodReport.number.desc()).limit(1))


def summary_for(edition: Any, hidden: frozenset[int] = frozenset()) -> dict[int, WorkVoices]:
    """What the council is shown of the newest period, by work: supports, published comments, objections by state."""
    period = latest_period(edition)
    voices: dict[int, WorkVoices] = defaultdict(WorkVoices)
    if period is None:
        return voices
    statement = (
        select(Comment.submission_id, Comment.kind, Comment.state, Claim.state, func.count())
        .outerjoin(Claim)
        .where(Comment.period_id == period.id, Comment.submission_id.not_in(hidden), CONFIRMED)
        .group_by(Comment.submission_id, Comment.kind, Comment.state, Claim.state)
    )
    for submission, kind, state, claim, count in db.session.execute(statement):
        one = voices[submission]
        if kind is CommentKind.SUPPORT:
            one.supports += count
        elif kind is CommentKind.OBJECTION:
            one.objections[claim] = one.objections.get(claim, 0) + count
        elif state is CommentState.PUBLISHED:
            one.comments += count
    return voices
