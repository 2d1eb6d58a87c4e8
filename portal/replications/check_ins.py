"""Asking winners some months after the results how their works fare, and keeping what they answer."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.notifications.topics import Topic
from portal.replications import policies, queries, rules
from portal.replications.models import CheckIn, InUse
from portal.replications.settings import settings_of
from portal.submissions.letters import write_about
from portal.submissions.models import Submission
from portal.submissions.queries import latest_titles

MOST_PLACES = 100_000


class CheckInRefusedError(PortalError):
    """Raised when somebody may not answer for a work."""


def keep_asking(now: datetime | None = None) -> tuple[int, int]:
    """Ask every winner whose time has come, and remind those who have not answered; how many of each."""
    now = now or clock.now()
    asked = sum(_ask_edition(edition, released, now) for edition, released in queries.first_releases().items())
    return asked, _remind(now)


def _ask_edition(edition_id: int, released: datetime, now: datetime) -> int:
    edition = db.session.get_one(Edition, edition_id)
    months = rules.due_check_in(released, settings_of(edition).check_in_months, now)
    if months is None:
        return 0
    with transaction():
        # Two workers at once must not ask twice.
        lock_edition(edition_id)
        works = [submission for submission, _entry in queries.winners_of(edition)]
        asked = select(CheckIn.submission_id).where(
            CheckIn.submission_id.in_([one.id for one in works]), CheckIn.months >= months
        )
        before = set(db.session.scalars(asked))
        due = [one for one in works if one.id not in before]
        for submission in due:
            _ask(submission, months, now)
    return len(due)


def _ask(submission: Submission, months: int, now: datetime) -> None:
    check_in = CheckIn(submission_id=submission.id, months=months, asked_at=now, reminders=0)
    check_in.submission = submission
    db.session.add(check_in)
    db.session.flush()
    record(
        Action.CHECK_IN_ASKED, check_in, actor=None, edition_id=submission.edition_id, submission=submission.id,
        months=months,
    )  # fmt: skip
    _write(check_in)


def _write(check_in: CheckIn) -> None:
    submission = check_in.submission
    write_about(
        submission, Topic.CHECK_IN_ASKED, title=latest_titles([submission.id]).get(submission.id, ""),
        months=check_in.months, reminder=check_in.reminders,
        url=external_url("winners.check_in", submission_id=submission.id, months=check_in.months),
    )  # fmt: skip


def _remind(now: datetime) -> int:
    statement = (
        select(CheckIn)
        .options(joinedload(CheckIn.submission).joinedload(Submission.edition))
        .where(CheckIn.answered_at.is_(None))
        .order_by(CheckIn.id)
    )
    reminded = 0
    with transaction():
        for one in list(db.session.scalars(statement)):
            settings = settings_of(one.submission.edition)
            if rules.reminder_is_due(
                one.asked_at, one.reminded_at, one.reminders,
                every=settings.reminder_days, most=settings.most_reminders, now=now,
            ):  # fmt: skip
                one.reminders, one.reminded_at = one.reminders + 1, now
                _write(one)
                reminded += 1
    return reminded


def answer(
    check_in: CheckIn, *, in_use: InUse, places: int | None, figures: str, problems: str, is_public: bool, actor: Any
) -> None:
    """Keep a winner's answer; it may be changed later, when the winner knows better."""
    if places is not None and not 0 <= places <= MOST_PLACES:
        raise CheckInRefusedError(_l("Enter a number of places from 0 to %(most)d", most=MOST_PLACES))
    with transaction():
        db.session.refresh(check_in, with_for_update={"key_share": True})
        submission = check_in.submission
        verdict = policies.can_answer(actor, submission)
        if not verdict:
            raise CheckInRefusedError(verdict.reason)
        check_in.in_use, check_in.places, check_in.is_public = in_use, places, is_public
        check_in.figures, check_in.problems = figures.strip(), problems.strip()
        check_in.answered_at, check_in.answered_by_id = clock.now(), actor.id
        record(
            Action.CHECK_IN_ANSWERED, check_in, actor=actor, edition_id=submission.edition_id,
            submission=submission.id, months=check_in.months, in_use=in_use.value, public=is_public,
        )  # fmt: skip
