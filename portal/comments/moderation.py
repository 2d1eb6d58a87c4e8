"""Publishing a comment, or keeping it back for a reason that its writer is told."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.actions import Action
from portal.audit.service import record
from portal.comments import policies
from portal.comments.models import Comment, CommentState
from portal.comments.settings import Reason, settings_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions.queries import latest_titles


class ModerationRefusedError(PortalError):
    """Raised when somebody may not do this, or it is not the time; the message says why."""


class WithoutReasonError(PortalError):
    """Raised when a comment is kept back and its writer would not learn why."""

    message = _l("Choose a reason or write one; the writer is told")


def publish(comment: Comment, *, actor: Any) -> None:
    """Show a comment to everybody; one that was kept back may still be published."""
    with transaction():
        _hold(comment, actor)
        if comment.state is CommentState.PUBLISHED:
            return
        _decide(comment, CommentState.PUBLISHED, actor)
        _tell(comment, None)
        _record(Action.COMMENT_PUBLISHED, comment, actor)


def withhold(comment: Comment, *, code: str, words: str, actor: Any) -> None:
    """Keep a comment back, or take it off the page again; the writer is told why."""
    reason = settings_of(comment.submission.edition).reason(code)
    if reason is None and not words.strip():
        raise WithoutReasonError()
    with transaction():
        _hold(comment, actor)
        _decide(comment, CommentState.WITHHELD, actor)
        comment.reason_code, comment.reason = reason.code if reason else "", words.strip()
        _tell(comment, reason)
        _record(Action.COMMENT_WITHHELD, comment, actor, code=comment.reason_code, reason=comment.reason)


def _hold(comment: Comment, actor: Any) -> None:
    db.session.refresh(comment, with_for_update={"key_share": True})
    verdict = policies.can_publish(actor, comment)
    if not verdict:
        raise ModerationRefusedError(verdict.reason)


def _decide(comment: Comment, state: CommentState, actor: Any) -> None:
    comment.state, comment.decided_at, comment.decided_by_id = state, clock.now(), actor.id
    comment.reason_code = comment.reason = ""


def _tell(comment: Comment, reason: Reason | None) -> None:
    if not comment.email:
        return
    title = latest_titles([comment.submission_id]).get(comment.submission_id, "")
    notify(
        comment.email, Topic.COMMENT_DECIDED, locale=comment.locale, title=title, words=comment.reason,
        published=comment.state is CommentState.PUBLISHED, reason=reason.text if reason else None,
    )  # fmt: skip


def _record(action: Action, comment: Comment, actor: Any, **details: Any) -> None:
    submission = comment.submission
    record(action, comment, actor=actor, edition_id=submission.edition_id, submission=submission.id, **details)
