"""What the public does: writing about a work, and confirming it by the link in a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.rules import fold_email
from portal.accounts.service import InvalidEmailError
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.audit.actions import Action
from portal.audit.service import record
from portal.comments import policies, rules
from portal.comments.models import Claim, ClaimFile, Comment, CommentKind, CommentPeriod, CommentState
from portal.comments.settings import EVIDENCE, settings_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.signed_rows import row_id_of, token_of
from portal.core.urls import external_url
from portal.notifications.queries import letters_since
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions.models import Submission
from portal.submissions.queries import latest_titles

CONFIRM = "comments.confirm"
LETTERS_A_DAY = 10
"""How many letters of confirmation one address is written to within a day, whoever asks for them."""


class NotWritableError(PortalError):
    """Raised when the period does not take anything now."""


class TooLateError(PortalError):
    """Raised when something is confirmed after the end of its period."""

    message = _l("The time for comments was over before you confirmed this, so it does not count.")


class TooManyLettersError(PortalError):
    """Raised when an address would be written to too often."""

    message = _l("This address was written to many times today. Use the links in those letters, or come back tomorrow.")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of evidence as it came with the form."""

    filename: str
    stream: BinaryIO
    size: int
    content_type: str


def write(
    period: CommentPeriod,
    submission: Submission,
    *,
    kind: CommentKind,
    email: str,
    locale: str,
    name: str = "",
    text: str = "",
    evidence: Sequence[SentFile] = (),
) -> Comment:
    """Keep what somebody wrote, unseen, until the link in the letter that goes out now is used."""
    address = _address(period, email)
    files = [_store(one, place) for place, one in enumerate(evidence)] if kind is CommentKind.OBJECTION else []
    with transaction():
        # The period is locked, so that two windows do not make two supports of one address.
        db.session.execute(
            select(CommentPeriod.id).where(CommentPeriod.id == period.id).with_for_update(key_share=True)
        )
        key = rules.support_key(period.id, submission.id, address) if kind is CommentKind.SUPPORT else None
        comment = db.session.scalar(select(Comment).where(Comment.support_key == key)) if key else None
        if comment is None:
            comment = Comment(
                period_id=period.id, submission_id=submission.id, kind=kind, name=name.strip()[:120], email=address,
                support_key=key, locale=locale, text=text.strip(), created_at=clock.now(),
            )  # fmt: skip
            if kind is CommentKind.OBJECTION:
                comment.claim = Claim(files=[ClaimFile(attachment=one) for one in files])
            db.session.add(comment)
            db.session.flush()
        notify(
            address, Topic.COMMENT_CONFIRM, locale=locale, kind=kind.value, title=_title(submission),
            url=external_url(CONFIRM, token=token_of(CONFIRM, comment.id)),
        )  # fmt: skip
        return comment


def _address(period: CommentPeriod, email: str) -> str:
    now = clock.now()
    verdict = policies.can_write(period, now)
    if not verdict:
        raise NotWritableError(verdict.reason)
    address = fold_email(email)
    if address is None:
        raise InvalidEmailError()
    if letters_since(address, [Topic.COMMENT_CONFIRM], now - timedelta(days=1)) >= LETTERS_A_DAY:
        raise TooManyLettersError()
    return address


def _store(sent: SentFile, already: int) -> Attachment:
    return attachments.store_whole(
        slot=EVIDENCE, filename=sent.filename, stream=sent.stream, size=sent.size, content_type=sent.content_type,
        actor=None, already=already,
    )  # fmt: skip


def _title(submission: Submission) -> str:
    return latest_titles([submission.id]).get(submission.id, "")


def comment_of_token(token: str) -> Comment | None:
    """What the link in a letter is about; nothing when it is forged or too old."""
    found = row_id_of(CONFIRM, token, max_age=int(rules.LINK_LIFE.total_seconds()))
    return None if found is None else db.session.get(Comment, found)


def confirm(comment: Comment) -> bool:
    """Take up what a person wrote, once its address is proven and in time; False when that was done before."""
    with transaction():
        db.session.refresh(comment, with_for_update={"key_share": True})
        if comment.state is not CommentState.UNCONFIRMED:
            return False
        if not policies.can_write(comment.period, clock.now()):
            raise TooLateError()
        is_support = comment.kind is CommentKind.SUPPORT
        comment.state = CommentState.PUBLISHED if is_support else CommentState.WAITING
        comment.confirmed_at = clock.now()
        submission = comment.submission
        if comment.claim is not None:
            comment.claim.due_at = rules.due_at(comment.confirmed_at, settings_of(submission.edition).answer_days)
            _tell_objector(comment, submission, comment.claim)
        record(
            Action.COMMENT_CONFIRMED, comment, actor=None, edition_id=submission.edition_id, submission=submission.id,
            kind=comment.kind.value,
        )  # fmt: skip
        return True


def _tell_objector(comment: Comment, submission: Submission, claim: Claim) -> None:
    context: dict[str, Any] = {"title": _title(submission), "due_at": claim.due_at}
    notify(
        comment.email, Topic.CLAIM_TAKEN, locale=comment.locale, time_zone=submission.edition.time_zone, **context,
    )  # fmt: skip
