"""Sending approved letters, each once: with the letter of the decision, or alone when that one has gone before."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.feedback import policies, queries
from portal.feedback.models import Channel, FeedbackLetter, FeedbackOpening, LetterState
from portal.feedback.reading import ReadLetter, as_read
from portal.feedback.service import LetterRefusedError
from portal.feedback.settings import FeedbackSettings, settings_of
from portal.notifications.topics import Topic
from portal.submissions.letters import write_about
from portal.submissions.models import Submission


class NoAddressError(PortalError):
    """Raised when a work came on paper and nobody gave an address to write to."""

    message = _l("There is no address to write to: print the letter, hand it over, and say so here.")


def approved_letters(edition: Any, works: list[int]) -> dict[int, FeedbackLetter]:
    """The approved letters of some works of an edition by work, locked so that nobody else sends them."""
    statement = (
        select(FeedbackLetter)
        .join(Submission)
        .options(joinedload(FeedbackLetter.submission, innerjoin=True))
        .where(Submission.edition_id == edition.id, FeedbackLetter.state == LetterState.APPROVED)
        .where(FeedbackLetter.submission_id.in_(works))
        .with_for_update(of=FeedbackLetter, key_share=True)
        .execution_options(populate_existing=True)
    )
    return {letter.submission_id: letter for letter in db.session.scalars(statement)}


def to_read(letter: FeedbackLetter, settings: FeedbackSettings) -> ReadLetter:
    """A letter as its author reads it."""
    category = letter.submission.category
    return as_read(letter, category.criteria if category else [], settings)


def mark_sent(letter: FeedbackLetter, channel: Channel, *, actor: Any) -> None:
    """Keep that a letter has gone, inside the transaction that writes it into the outbox."""
    letter.state, letter.channel = LetterState.SENT, channel
    letter.sent_by_id, letter.sent_at = actor.id, clock.now()
    record(
        Action.FEEDBACK_SENT, letter, actor=actor, edition_id=letter.submission.edition_id,
        submission=letter.submission_id, channel=channel.value,
    )  # fmt: skip


def open_own_letters(edition: Any) -> None:
    """The letter of the decision has gone: from now on feedback goes in letters of its own."""
    if not queries.is_open(edition.id):
        db.session.add(FeedbackOpening(edition_id=edition.id, opened_at=clock.now()))


def send(letter: FeedbackLetter, *, actor: Any) -> None:
    """Send one approved letter in an e-mail of its own; a second call finds it sent and is refused."""
    with transaction():
        letter = _hold(letter)
        submission = letter.submission
        told = write_about(
            submission,
            Topic.FEEDBACK_SENT,
            title=submission.title,
            number=submission.number,
            feedback=to_read(letter, settings_of(submission.edition)),
            url=external_url("feedback.read", submission_id=submission.id),
        )
        if not told:
            raise NoAddressError()
        mark_sent(letter, Channel.OWN, actor=actor)


def hand_over(letter: FeedbackLetter, *, actor: Any) -> None:
    """Keep that a printed letter was handed over, for a work that gives no address to write to."""
    with transaction():
        letter = _hold(letter)
        if has_address(letter.submission):
            raise LetterRefusedError(_l("There is an address to write to: send the letter instead."))
        mark_sent(letter, Channel.PAPER, actor=actor)


def has_address(submission: Submission) -> bool:
    """Whether an e-mail about a work reaches anybody."""
    return not submission.kept or bool(submission.person and submission.person.email)


def _hold(letter: FeedbackLetter) -> FeedbackLetter:
    """Lock a letter and make sure that it may go now."""
    held: FeedbackLetter = db.session.execute(
        select(FeedbackLetter)
        .where(FeedbackLetter.id == letter.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one()
    verdict = policies.can_send(held, queries.is_open(held.submission.edition_id))
    if not verdict:
        raise LetterRefusedError(verdict.reason)
    return held
