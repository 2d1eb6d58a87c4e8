"""Forgetting addresses some time after a period, and what nobody has confirmed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.attachments import service as attachments
from portal.attachments.models import AttachmentState
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.comments.models import PENDING, Claim, Comment, CommentPeriod, CommentState
from portal.comments.rules import LINK_LIFE
from portal.comments.settings import settings_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.notifications.service import erase as erase_letters
from portal.notifications.topics import Topic

TOPICS = (Topic.COMMENT_CONFIRM, Topic.COMMENT_DECIDED, Topic.CLAIM_TAKEN, Topic.CLAIM_ANSWERED)
AT_ONCE = 500


def erase(now: datetime | None = None) -> int:
    """Forget the addresses of periods that ended long enough ago, and what nobody confirmed; how many rows."""
    now = now or clock.now()
    with transaction():
        return _forget_unconfirmed(now) + sum(_forget_addresses(period, now) for period in _ended(now))


def _ended(now: datetime) -> Sequence[CommentPeriod]:
    with_addresses = select(Comment.period_id).where(Comment.email != "")
    periods = select(CommentPeriod).where(CommentPeriod.closes_at < now, CommentPeriod.id.in_(with_addresses))
    return db.session.scalars(periods).all()


def _forget_addresses(period: CommentPeriod, now: datetime) -> int:
    edition = db.session.get_one(Edition, period.edition_id)
    if now < period.closes_at + timedelta(days=settings_of(edition).erase_after_days):
        return 0
    # Whoever still waits for an answer must be reached with it.
    answered = or_(Claim.comment_id.is_(None), Claim.state.not_in(PENDING))
    statement = select(Comment).outerjoin(Claim).where(Comment.period_id == period.id, Comment.email != "", answered)
    rows = list(db.session.scalars(statement.limit(AT_ONCE)))
    erase_letters({row.email for row in rows}, TOPICS)
    for row in rows:
        row.email, row.support_key = "", None
    if rows:
        record(Action.COMMENTS_ERASED, period, actor=None, addresses=len(rows))
    return len(rows)


def _forget_unconfirmed(now: datetime) -> int:
    statement = (
        select(Comment)
        .options(joinedload(Comment.claim).selectinload(Claim.files))
        .where(Comment.state == CommentState.UNCONFIRMED, Comment.created_at < now - LINK_LIFE)
    )
    rows = list(db.session.scalars(statement.limit(AT_ONCE)))
    erase_letters({row.email for row in rows}, [Topic.COMMENT_CONFIRM])
    for row in rows:
        for file in row.claim.files if row.claim else ():
            if file.attachment.state is not AttachmentState.REMOVED:
                attachments.remove(file.attachment, actor=None)
        db.session.delete(row)
    return len(rows)
