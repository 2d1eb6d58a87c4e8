"""Opening a period over a list, making it longer, and publishing its report."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition
from portal.comments import queries, reports
from portal.comments.models import CommentPeriod, PeriodReport
from portal.comments.rules import Phase, phase_of
from portal.comments.settings import settings_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical, digest
from portal.core.errors import PortalError
from portal.core.i18n import local_time
from portal.decisions.models import ListVersion


class PeriodDatesError(PortalError):
    """Raised for an end that is not after the beginning, or is over already."""

    message = _l("Choose an end that is after the beginning and still to come")


class BackdatedError(PortalError):
    """Raised for a beginning that has passed."""

    message = _l("A period begins now or later: choose a beginning that is still to come.")


class ShortPeriodError(PortalError):
    """Raised for fewer days than the rules promise, without saying why."""

    def __init__(self, days: int) -> None:
        super().__init__(
            _l("The rules give the public %(days)d days: choose a later end, or write why it is shorter.", days=days)
        )


class PeriodRunsError(PortalError):
    """Raised when another period is planned or runs."""

    message = _l("A period is planned or runs already. It must end before another one begins.")


class NothingToExtendError(PortalError):
    """Raised when a period would not become longer, or no reason is given."""

    message = _l("Choose a later end than before, and write the reason")


class NotOverError(PortalError):
    """Raised when a report is published before the period ends."""

    message = _l("The report is published when the period is over.")


def open_period(
    edition: Edition,
    version: ListVersion,
    *,
    opens_at: datetime,
    closes_at: datetime,
    short_reason: str = "",
    actor: Any,
) -> CommentPeriod:
    """Say from when until when the public may write about the works of a list; fewer days than promised take a reason.

    Nobody is said to have had time that has passed: a period begins in this minute or later.
    """
    now = clock.now()
    if closes_at <= max(opens_at, now):
        raise PeriodDatesError()
    if opens_at < now.replace(second=0, microsecond=0):
        raise BackdatedError()
    is_short = _is_short(edition, opens_at, closes_at)
    why = short_reason.strip() if is_short else ""
    if is_short and not why:
        raise ShortPeriodError(settings_of(edition).days)
    with transaction():
        lock_edition(edition.id)
        before = queries.latest_period(edition)
        if before is not None and phase_of(before.opens_at, before.closes_at, now) is not Phase.CLOSED:
            raise PeriodRunsError()
        period = CommentPeriod(
            edition_id=edition.id, list_version_id=version.id, opens_at=opens_at, closes_at=closes_at,
            short_reason=why, opened_by_id=actor.id, created_at=now,
        )  # fmt: skip
        db.session.add(period)
        record(
            Action.COMMENTS_OPENED, period, actor=actor, list=version.number, opens_at=opens_at.isoformat(),
            closes_at=closes_at.isoformat(), short_reason=why,
        )  # fmt: skip
        return period


def _is_short(edition: Edition, opens_at: datetime, closes_at: datetime) -> bool:
    """Whether a period has fewer days than promised, on the wall clock: not every day has 24 hours."""
    begin, end = (local_time(one, edition.time_zone).replace(tzinfo=None) for one in (opens_at, closes_at))
    return end < begin + timedelta(days=settings_of(edition).days)


def extend(period: CommentPeriod, *, closes_at: datetime, reason: str, actor: Any) -> None:
    """Give more time; less than was promised is never given."""
    with transaction():
        db.session.refresh(period, with_for_update={"key_share": True})
        before = period.closes_at
        is_over = phase_of(period.opens_at, before, clock.now()) is Phase.CLOSED
        if is_over or closes_at <= before or not reason.strip():
            raise NothingToExtendError()
        period.closes_at, period.extension_reason = closes_at, reason.strip()
        record(
            Action.COMMENTS_EXTENDED, period, actor=actor, before=before.isoformat(), until=closes_at.isoformat(),
            reason=period.extension_reason,
        )  # fmt: skip


def publish_report(period: CommentPeriod, *, actor: Any) -> PeriodReport:
    """Freeze and publish the numbers of a period that is over; what changes later makes a further report."""
    now = clock.now()
    if phase_of(period.opens_at, period.closes_at, now) is not Phase.CLOSED:
        raise NotOverError()
    with transaction():
        db.session.refresh(period, with_for_update={"key_share": True})
        content = canonical(reports.content_of(period, now))
        numbers = select(func.max(PeriodReport.number)).where(PeriodReport.period_id == period.id)
        report = PeriodReport(
            period_id=period.id, number=(db.session.scalar(numbers) or 0) + 1, content=content,
            digest=digest(content), published_by_id=actor.id, published_at=now,
        )  # fmt: skip
        db.session.add(report)
        record(
            Action.COMMENTS_REPORTED, report, actor=actor, edition_id=period.edition_id, number=report.number,
            digest=report.digest,
        )  # fmt: skip
        return report
