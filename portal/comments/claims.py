"""Handling objections: asking the author, the reply, the answer, and minding the due date."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.queries import organizers_of
from portal.audit.actions import Action
from portal.audit.service import record
from portal.comments import policies
from portal.comments.models import PENDING, Claim, ClaimState, Comment, CommentState
from portal.comments.rules import SOON
from portal.core import clock
from portal.core.access import Verdict
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.judges.visibility import unconcerned
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions.letters import write_about
from portal.submissions.models import Submission
from portal.submissions.queries import latest_titles

OUTCOMES = (ClaimState.ANSWERED, ClaimState.UPHELD, ClaimState.DISMISSED)


class ClaimRefusedError(PortalError):
    """Raised when somebody may not do this, or it is not the time; the message says why."""


class WordsMissingError(PortalError):
    """Raised for a question, a reply or an answer without words."""

    message = _l("Write something first")


def ask(comment: Comment, *, question: str, actor: Any) -> bool:
    """Ask the author of the work to reply; False when the paper gives no address to write to."""
    with transaction():
        claim = _hold(comment, question)
        _require(policies.can_ask(actor, comment))
        claim.state, claim.question = ClaimState.ASKED, question.strip()
        claim.asked_at, claim.asked_by_id = clock.now(), actor.id
        submission = comment.submission
        _record(Action.CLAIM_ASKED, comment, actor)
        return write_about(
            submission, Topic.CLAIM_ASKED, title=_title(submission), question=claim.question,
            url=external_url("claim_replies.reply", submission_id=submission.id, comment_id=comment.id),
        )  # fmt: skip


def reply(comment: Comment, *, text: str, actor: Any) -> None:
    """Keep what the author says; the organizers read it beside the objection."""
    with transaction():
        claim = _hold(comment, text)
        _require(policies.can_reply(actor, comment))
        claim.reply, claim.replied_at, claim.replied_by_id = text.strip(), clock.now(), actor.id
        _record(Action.CLAIM_REPLIED, comment, actor)


def answer(comment: Comment, *, outcome: ClaimState, text: str, publish: bool, actor: Any) -> None:
    """Answer an objection once; the objector is told, and the public too when that is chosen."""
    with transaction():
        claim = _hold(comment, text)
        _require(policies.can_answer(actor, comment))
        if outcome not in OUTCOMES:
            raise ClaimRefusedError()
        now = clock.now()
        claim.state, claim.answer, claim.answered_at, claim.answered_by_id = outcome, text.strip(), now, actor.id
        comment.state = CommentState.PUBLISHED if publish else CommentState.WITHHELD
        comment.decided_at, comment.decided_by_id = now, actor.id
        _record(Action.CLAIM_ANSWERED, comment, actor, outcome=outcome.value, published=publish)
        if comment.email:
            notify(
                comment.email, Topic.CLAIM_ANSWERED, locale=comment.locale, title=_title(comment.submission),
                outcome=outcome.value, answer=claim.answer,
            )  # fmt: skip


def remind_due(now: datetime | None = None) -> int:
    """Tell organizers, once for each, of objections that are due soon and have no answer; how many these are."""
    now = now or clock.now()
    statement = (
        select(Comment)
        .join(Claim)
        .where(Claim.state.in_(PENDING), Claim.due_at <= now + SOON, Claim.reminded_at.is_(None))
        .order_by(Comment.id)
        .limit(200)
    )
    with transaction():
        due = list(db.session.scalars(statement))
        for comment in due:
            _remind(comment, now)
    return len(due)


def _remind(comment: Comment, now: datetime) -> None:
    submission, claim = comment.submission, comment.claim
    if claim is None:
        return
    claim.reminded_at = now
    address = external_url("manage_comments.show", edition_id=submission.edition_id, comment_id=comment.id)
    for person in unconcerned(organizers_of(submission.edition_id), submission):
        notify(
            person, Topic.CLAIM_DUE, title=_title(submission), due_at=claim.due_at,
            time_zone=submission.edition.time_zone, url=address,
        )  # fmt: skip


def _hold(comment: Comment, words: str) -> Claim:
    if not words.strip():
        raise WordsMissingError()
    db.session.refresh(comment, with_for_update={"key_share": True})
    if comment.claim is None:
        raise ClaimRefusedError()
    db.session.refresh(comment.claim)
    return comment.claim


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise ClaimRefusedError(verdict.reason)


def _title(submission: Submission) -> str:
    return latest_titles([submission.id]).get(submission.id, "")


def _record(action: Action, comment: Comment, actor: Any, **details: Any) -> None:
    submission = comment.submission
    record(action, comment, actor=actor, edition_id=submission.edition_id, submission=submission.id, **details)
