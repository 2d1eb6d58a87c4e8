"""Who takes part: co-authors with their confirmed shares, transfer of ownership, and confirmations from outside."""

from typing import Any, TypeVar

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.rules import fold_email
from portal.accounts.service import InvalidEmailError
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions.models import (
    Access,
    Author,
    Collaborator,
    Confirmation,
    ConfirmationKind,
    InvitationState,
    PaperPerson,
    Submission,
)

Row = TypeVar("Row", Collaborator, Confirmation, PaperPerson)
LINK_SECONDS = 60 * 24 * 3600
MOST_COLLABORATORS = 30
MOST_CONFIRMATIONS = 30


class NotTheOwnerError(PortalError):
    """Raised when somebody else than the owner wants to change who takes part."""

    message = _l("Only the owner of this submission may do this.")


class TooManyError(PortalError):
    """Raised when more people are written to than any work has."""

    message = _l("That is more people than a work has; remove somebody first")


class AnsweredAlreadyError(PortalError):
    """Raised for a question or an invitation that was answered before, or taken back."""

    message = _l("This was answered before, or it was taken back.")


def _only_owner(submission: Submission, actor: Any) -> None:
    if submission.owner_id != actor.id or submission.kept:
        raise NotTheOwnerError()


def invite(submission: Submission, *, email: str, name: str, access: Access, actor: Any) -> Collaborator:
    """Invite somebody by e-mail to view or edit; inviting the same address again sends the letter again."""
    _only_owner(submission, actor)
    folded = fold_email(email)
    if folded is None or folded == submission.owner.email:
        raise InvalidEmailError()
    with transaction():
        found = next((one for one in submission.collaborators if one.email == folded), None)
        if found is None and len(submission.collaborators) >= MOST_COLLABORATORS:
            raise TooManyError()
        if found is None:
            found = Collaborator(email=folded, invited_at=clock.now(), name=name[:120], access=access)
            submission.collaborators.append(found)
        found.name, found.access = name[:120], access
        if found.state is not InvitationState.ACCEPTED:
            found.state = InvitationState.INVITED
            db.session.flush()
            _write(folded, Topic.COLLABORATOR_INVITED, submission, "submission_people.invitation", found.id, {
                "inviter": actor.name, "access": access.value,
            }, name=found.name)  # fmt: skip
        db.session.flush()
        record(Action.COLLABORATOR_INVITED, submission, actor=actor, collaborator=found.id, access=access.value)
        return found


def _write(
    address: str, topic: Topic, submission: Submission, endpoint: str, claim: int, values: dict[str, Any],
    *, name: str = "",
) -> None:  # fmt: skip
    url = external_url(endpoint, token=make_token(endpoint, claim))
    context = {"title": submission.title, "edition_name": submission.edition.name, "url": url, **values}
    notify(address, topic, locale=submission.owner.locale, **{**context, **({"name": name} if name else {})})


def _serializer(endpoint: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=endpoint)


def make_token(endpoint: str, claim: int) -> str:
    """The secret in the address of a letter; good for that page alone."""
    return str(_serializer(endpoint).dumps(claim))


def row_of_token(kind: type[Row], endpoint: str, token: str) -> Row | None:
    """What the address of a letter is about; nothing when it is forged or too old."""
    try:
        claim: Any = _serializer(endpoint).loads(token, max_age=LINK_SECONDS)
    except BadSignature:
        return None
    return db.session.get(kind, claim) if isinstance(claim, int) else None


def answer_invitation(found: Collaborator, *, accept: bool, user: Any) -> None:
    """Accept with one's own account, or decline without one."""
    with transaction():
        db.session.refresh(found, with_for_update={"key_share": True})
        if found.state is not InvitationState.INVITED:
            raise AnsweredAlreadyError()
        found.state = InvitationState.ACCEPTED if accept else InvitationState.DECLINED
        found.user_id, found.answered_at = (user.id if accept else None), clock.now()
        submission = found.submission
        record(Action.COLLABORATOR_ANSWERED, submission, actor=user if accept else None, accepted=accept)
        notify(
            submission.owner, Topic.COLLABORATOR_ANSWERED, who=found.name or found.email, accepted=accept,
            title=submission.title, url=external_url("submission_people.index", submission_id=submission.id),
        )  # fmt: skip


def remove(found: Collaborator, *, actor: Any) -> None:
    """Let somebody take part no longer; one may also leave by oneself."""
    submission = found.submission
    if actor.id not in (submission.owner_id, found.user_id):
        raise NotTheOwnerError()
    with transaction():
        found.state, found.user_id, found.answered_at = InvitationState.REMOVED, None, clock.now()
        record(Action.COLLABORATOR_REMOVED, submission, actor=actor, collaborator=found.id)


def author_of(found: Collaborator) -> Author | None:
    """The collaborator's own line among the authors, by address."""
    return next((one for one in found.submission.authors if one.email.lower() == found.email), None)


def share_is_confirmed(found: Collaborator) -> bool:
    """Whether the share confirmed is the share that stands there now."""
    author = author_of(found)
    return author is not None and found.confirmed_share == author.share


def confirm_share(found: Collaborator, *, actor: Any) -> None:
    """Say that one's own share is right; a later change of it must be confirmed anew."""
    author = author_of(found)
    if found.user_id != actor.id or found.state is not InvitationState.ACCEPTED or author is None:
        raise NotTheOwnerError()
    with transaction():
        found.confirmed_share, found.confirmed_at = author.share, clock.now()
        record(Action.SHARE_CONFIRMED, found.submission, actor=actor, share=str(author.share))


def transfer(submission: Submission, found: Collaborator, *, actor: Any) -> None:
    """Make an accepted collaborator the owner; the owner so far stays on as one who may edit."""
    _only_owner(submission, actor)
    if found.submission_id != submission.id or found.state is not InvitationState.ACCEPTED or found.user_id is None:
        raise AnsweredAlreadyError()
    with transaction():
        giver, taker = submission.owner, db.session.get_one(User, found.user_id)
        submission.owner = taker
        found.state, found.user_id = InvitationState.REMOVED, None
        former = next((one for one in submission.collaborators if one.email == giver.email), None)
        if former is None:
            former = Collaborator(email=giver.email, invited_at=clock.now(), name=giver.name, access=Access.EDIT)
            submission.collaborators.append(former)
        former.state, former.user_id, former.access = InvitationState.ACCEPTED, giver.id, Access.EDIT
        db.session.flush()
        record(Action.OWNERSHIP_TRANSFERRED, submission, actor=actor, to=taker.id)
        notify(
            taker, Topic.OWNERSHIP_TRANSFERRED, giver=giver.name, title=submission.title,
            url=external_url("submissions.hub", submission_id=submission.id),
        )  # fmt: skip


def ask_confirmation(
    submission: Submission, *, kind: ConfirmationKind, subject: str, email: str, actor: Any
) -> Confirmation:
    """Ask an organisation, or an author's guardian, by a signed link that needs no account."""
    _only_owner(submission, actor)
    folded = fold_email(email)
    if folded is None:
        raise InvalidEmailError()
    with transaction():
        if len(submission.confirmations) >= MOST_CONFIRMATIONS:
            raise TooManyError()
        asked = Confirmation(kind=kind, subject=subject[:200], email=folded, asked_at=clock.now())
        submission.confirmations.append(asked)
        db.session.flush()
        record(Action.CONFIRMATION_ASKED, submission, actor=actor, kind=kind.value, confirmation=asked.id)
        values = {"kind": kind.value, "subject": asked.subject, "inviter": actor.name}
        _write(folded, Topic.CONFIRMATION_ASKED, submission, "submission_people.confirmation", asked.id, values)
        return asked


def answer_confirmation(
    asked: Confirmation, *, given: bool, answered_by: str, position: str = "", remark: str = ""
) -> None:
    """Keep the one answer to a question; the owner is told."""
    with transaction():
        db.session.refresh(asked, with_for_update={"key_share": True})
        if asked.answered_at is not None:
            raise AnsweredAlreadyError()
        asked.given, asked.answered_at, asked.answered_by = given, clock.now(), answered_by[:120]
        asked.position, asked.remark = position[:120], remark[:2000]
        submission = asked.submission
        record(
            Action.CONFIRMATION_ANSWERED, submission, actor=None, confirmation=asked.id, given=given,
            by=asked.answered_by,
        )  # fmt: skip
        notify(
            submission.owner, Topic.CONFIRMATION_ANSWERED, subject=asked.subject, given=given, title=submission.title,
            who=asked.answered_by, remark=asked.remark,
            url=external_url("submission_people.index", submission_id=submission.id),
        )  # fmt: skip


def confirmed_subjects(submission: Submission, kind: ConfirmationKind) -> set[str]:
    """The organisations, or the authors, for whom somebody has said yes."""
    statement = select(Confirmation.subject).where(
        Confirmation.submission_id == submission.id, Confirmation.kind == kind, Confirmation.given.is_(True)
    )
    return set(db.session.scalars(statement))
