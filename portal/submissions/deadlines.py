"""Deadline day: who has how long, more time with a reason, and reminders to owners of unfinished drafts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.jobs.service import enqueue
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions import rules
from portal.submissions.models import DeadlineExtension, Reminder, Submission, SubmissionStatus


class NotLaterError(PortalError):
    """Raised when a deadline would be moved to an earlier moment, or to one that is past."""

    message = _l("Choose a moment in the future that is later than the deadline now; nobody's time is ever shortened")


class ExtensionReasonError(PortalError):
    """Raised when a deadline is moved without saying why."""

    message = _l("Write why; everybody concerned reads it")


def open_categories(submission: Submission, categories: Iterable[Category], now: datetime) -> list[Category]:
    """The categories that a draft may still choose: those that are open, and its own."""
    if submission.kept:
        # A paper dossier was received in its category; only that category's deadline was looked at.
        return [one for one in categories if one.id == submission.category_id]
    edition = submission.edition
    moments = (edition.closes_at, submission.extended_until, submission.editable_until)
    if any(moment and now < moment for moment in moments):
        return list(categories)
    return [one for one in categories if one.id == submission.category_id or (one.extended_until or now) > now]


def extend(
    edition: Edition,
    *,
    until: datetime,
    reason: str,
    actor: Any,
    category: Category | None = None,
    submission: Submission | None = None,
) -> DeadlineExtension:
    """Give more time to everybody, to a category, or to one submission; people are told in the background."""
    if not reason.strip():
        raise ExtensionReasonError()
    with transaction():
        before = _deadline_now(edition, category, submission)
        if until <= before or until <= clock.now():
            raise NotLaterError()
        if submission is not None:
            submission.extended_until = until
        elif category is not None:
            category.extended_until = until
            edition.extended_until = max(until, edition.extended_until or until)
        else:
            edition.closes_at = until
        extension = DeadlineExtension(
            edition_id=edition.id,
            category=category,
            submission=submission,
            until=until,
            before=before,
            reason=reason.strip(),
            granted_by_id=actor.id,
            granted_at=clock.now(),
        )
        db.session.add(extension)
        record(
            Action.DEADLINE_EXTENDED, submission or category or edition, actor=actor, edition_id=edition.id,
            before=before.isoformat(), until=until.isoformat(), reason=extension.reason,
        )  # fmt: skip
        enqueue("submissions.tell_extension", extension_id=extension.id)
        return extension


def _deadline_now(edition: Edition, category: Category | None, submission: Submission | None) -> datetime:
    if submission is not None:
        return submission.deadline
    return max(edition.closes_at, category.extended_until or edition.closes_at) if category else edition.closes_at


def extensions_of(edition: Edition) -> Select[tuple[DeadlineExtension]]:
    """Every extension of an edition, the newest first, to be paginated."""
    statement = select(DeadlineExtension).where(DeadlineExtension.edition_id == edition.id)
    named = (joinedload(DeadlineExtension.category).lazyload("*"), joinedload(DeadlineExtension.submission))
    return statement.options(*named).order_by(DeadlineExtension.id.desc())


def drafts_of(edition: Edition, email: str) -> list[Submission]:
    """What a person has begun in an edition, to give more time to it."""
    statement = select(Submission).join(Submission.owner).options(joinedload(Submission.category).lazyload("*"))
    mine = statement.where(Submission.edition_id == edition.id, User.email == email.strip().lower())
    mine = mine.where(Submission.status != SubmissionStatus.WITHDRAWN, Submission.kept.is_(False))
    return list(db.session.scalars(mine.limit(20)))


def tell_extension(extension_id: int) -> None:
    """Write to each person who has something in what was extended; those written to before are left out."""
    extension = db.session.get(DeadlineExtension, extension_id)
    if extension is None:
        return
    edition = db.session.get_one(Edition, extension.edition_id)
    statement = select(User).join(Submission, Submission.owner_id == User.id).distinct().order_by(User.id)
    statement = statement.where(
        Submission.edition_id == edition.id,
        Submission.status != SubmissionStatus.WITHDRAWN,
        Submission.kept.is_(False),
    )
    if extension.submission_id:
        statement = statement.where(Submission.id == extension.submission_id)
    elif extension.category_id:
        statement = statement.where(
            or_(Submission.category_id == extension.category_id, Submission.category_id.is_(None))
        )  # fmt: skip
    with transaction():
        for person in db.session.scalars(statement).unique():
            notify(
                person,
                Topic.DEADLINE_EXTENDED,
                edition_name=edition.name,
                category_name=extension.category.name if extension.category else None,
                time_zone=edition.time_zone,
                until=extension.until,
                reason=extension.reason,
                url=external_url("submissions.index"),
            )


def remind(now: datetime | None = None) -> int:
    """Write to the owners of unfinished drafts 7, 3 and 1 days and 3 hours before their deadline; how many."""
    now = now or clock.now()
    horizon = now + timedelta(hours=max(rules.REMINDERS))
    soon = [
        column.between(now, horizon)
        for column in (Edition.closes_at, Edition.extended_until, Submission.extended_until)
    ]
    statement = (
        select(Submission)
        .join(Submission.edition)
        .where(Submission.status == SubmissionStatus.DRAFT, Submission.kept.is_(False), or_(*soon))
        .where(Edition.closed_at.is_(None))
        .options(joinedload(Submission.edition), joinedload(Submission.category), joinedload(Submission.owner))
        .order_by(Submission.id)
    )
    sent = 0
    with transaction():
        drafts = list(db.session.scalars(statement).unique())
        sent_before = select(Reminder.submission_id, Reminder.deadline, Reminder.hours_before).where(
            Reminder.deadline > now, Reminder.submission_id.in_([draft.id for draft in drafts])
        )
        known = {tuple(row) for row in db.session.execute(sent_before)}
        for draft in drafts:
            hours = rules.due_reminder(draft.deadline, draft.created_at, now)
            if hours is not None and (draft.id, draft.deadline, hours) not in known:
                _remind(draft, hours, now)
                sent += 1
    return sent


def _remind(draft: Submission, hours: int, now: datetime) -> None:
    edition = draft.edition
    db.session.add(Reminder(submission_id=draft.id, deadline=draft.deadline, hours_before=hours, sent_at=now))
    notify(
        draft.owner,
        Topic.DEADLINE_NEAR,
        edition_name=edition.name,
        time_zone=edition.time_zone,
        title=draft.title,
        deadline=draft.deadline,
        url=external_url("submissions.hub", submission_id=draft.id),
    )
