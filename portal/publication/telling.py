"""Writing to everybody concerned after a release: in portions, each once, however often the work is begun again."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.urls import external_url
from portal.feedback import sending as feedback
from portal.feedback.models import Channel
from portal.feedback.settings import settings_of
from portal.jobs.service import enqueue
from portal.notifications.topics import Topic
from portal.publication.models import Publication, Telling
from portal.submissions.letters import write_about
from portal.submissions.models import Submission, SubmissionStatus

PORTION = 200


@dataclass(frozen=True, slots=True)
class _Release:
    """What the letters say of a release."""

    edition_id: int
    publisher_id: int
    correction: str
    prizes: dict[str, str | None]
    names: dict[str, Any]
    url: str


def tell(publication_id: int) -> None:
    """Write the next portion of the letters of a release, and queue the one after it.

    How far it went is kept in the transaction that writes: a second run goes on there, and nobody gets two letters.
    """
    release = _read(publication_id)
    with transaction():
        statement = select(Telling).where(Telling.publication_id == publication_id).with_for_update(key_share=True)
        telling = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
        if telling.finished_at is not None:
            return
        edition = db.session.get_one(Edition, release.edition_id)
        works = _next_works(edition, telling.last_submission_id)
        if works:
            _write(edition, release, works)
            telling.last_submission_id = works[-1].id
            enqueue("publication.tell", publication_id=publication_id)
        else:
            feedback.open_own_letters(edition)
            telling.finished_at = clock.now()


def _read(publication_id: int) -> _Release:
    publication = db.session.get_one(Publication, publication_id)
    edition, results = db.session.get_one(Edition, publication.edition_id), publication.results
    return _Release(
        edition_id=edition.id,
        publisher_id=publication.published_by_id,
        correction=publication.reason,
        prizes={entry["number"]: entry["prize"] for entry in results["shortlist"]},
        names={prize["code"]: prize["name"] for prize in results["prizes"]},
        url=external_url("publication.results", slug=edition.slug),
    )


def _next_works(edition: Edition, after: int) -> list[Submission]:
    statement = (
        select(Submission)
        .options(joinedload(Submission.owner).lazyload(User.grants), joinedload(Submission.person))
        .where(Submission.edition_id == edition.id, Submission.status == SubmissionStatus.SUBMITTED)
        .where(Submission.id > after)
    )
    return list(db.session.scalars(statement.order_by(Submission.id).limit(PORTION)))


def _write(edition: Edition, release: _Release, works: list[Submission]) -> None:
    """An approved letter of feedback goes along, and counts as sent where it could."""
    letters, settings = feedback.approved_letters(edition, [work.id for work in works]), settings_of(edition)
    publisher = db.session.get_one(User, release.publisher_id)
    for submission in works:
        prize = release.prizes.get(submission.number or "")
        letter = letters.get(submission.id)
        told = write_about(
            submission,
            Topic.RESULT_PUBLISHED,
            edition_name=edition.name,
            title=submission.title,
            number=submission.number,
            prize_name=release.names[prize] if prize else None,
            shortlisted=submission.number in release.prizes,
            correction=release.correction,
            feedback=feedback.to_read(letter, settings) if letter else None,
            url=release.url,
            public=True,
        )
        if letter and told:
            feedback.mark_sent(letter, Channel.DECISION, actor=publisher)
