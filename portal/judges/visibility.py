"""What somebody in conflict may not see: one answer for every page, file and letter about judging."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CompoundSelect, func, select, union

from portal.accounts.models import User
from portal.core.db import db
from portal.judges.models import BARRING, Conflict
from portal.submissions.models import Author, Collaborator, InvitationState, Submission


def _ties(user: Any, *here: Any) -> list[Any]:
    """The works somebody is in conflict with, owns, helps with or has written."""
    tied = select(Conflict.submission_id).join(Submission).where(
        *here, Conflict.user_id == user.id, Conflict.state.in_(BARRING)
    )  # fmt: skip
    owned = select(Submission.id).where(*here, Submission.owner_id == user.id, Submission.kept.is_(False))
    shared = select(Collaborator.submission_id).join(Submission).where(
        *here, Collaborator.user_id == user.id, Collaborator.state == InvitationState.ACCEPTED
    )  # fmt: skip
    written = select(Author.submission_id).join(Submission).where(*here, func.lower(Author.email) == user.email.lower())
    return [tied, owned, shared, written]


def hidden_submissions(user: Any, edition: Any) -> frozenset[int]:
    """The works whose scores, discussion and judges this person must not meet: a conflict, or part in the work."""
    return frozenset(db.session.scalars(union(*_ties(user, Submission.edition_id == edition.id))))


def tied_submissions(user: Any) -> CompoundSelect[Any]:
    """The same over all editions, to be part of another statement."""
    return union(*_ties(user))


def tied_people(submission: Submission) -> frozenset[int]:
    """The ids of those who are in conflict with a work or have part in it."""
    barred = select(Conflict.user_id).where(Conflict.submission_id == submission.id, Conflict.state.in_(BARRING))
    helping = select(Collaborator.user_id).where(
        Collaborator.submission_id == submission.id, Collaborator.state == InvitationState.ACCEPTED
    )
    writing = (
        select(User.id)
        .join(Author, func.lower(Author.email) == func.lower(User.email))
        .where(Author.submission_id == submission.id)
    )
    found = {one for one in db.session.scalars(union(barred, helping, writing)) if one is not None}
    return frozenset(found if submission.kept else found | {submission.owner_id})


def is_hidden(user: Any, submission: Submission) -> bool:
    """Whether the judging of a work is kept from somebody."""
    return submission.id in hidden_submissions(user, submission.edition)


def unconcerned(people: Iterable[Any], submission: Submission) -> list[Any]:
    """Those among some people who may hear of a work's judging."""
    return [person for person in people if not is_hidden(person, submission)]
