"""What somebody in conflict may not see: one answer for every page, file and letter about judging."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, union

from portal.core.db import db
from portal.judges.models import BARRING, Conflict
from portal.submissions.models import Author, Collaborator, InvitationState, Submission


def hidden_submissions(user: Any, edition: Any) -> frozenset[int]:
    """The works whose scores, discussion and judges this person must not meet: a conflict, or part in the work."""
    here = Submission.edition_id == edition.id
    tied = select(Conflict.submission_id).join(Submission).where(
        here, Conflict.user_id == user.id, Conflict.state.in_(BARRING)
    )  # fmt: skip
    owned = select(Submission.id).where(here, Submission.owner_id == user.id, Submission.kept.is_(False))
    shared = select(Collaborator.submission_id).join(Submission).where(
        here, Collaborator.user_id == user.id, Collaborator.state == InvitationState.ACCEPTED
    )  # fmt: skip
    written = select(Author.submission_id).join(Submission).where(here, func.lower(Author.email) == user.email.lower())
    return frozenset(db.session.scalars(union(tied, owned, shared, written)))


def is_hidden(user: Any, submission: Submission) -> bool:
    """Whether the judging of a work is kept from somebody."""
    return submission.id in hidden_submissions(user, submission.edition)


def unconcerned(people: Iterable[Any], submission: Submission) -> list[Any]:
    """Those among some people who may hear of a work's judging."""
    return [person for person in people if not is_hidden(person, submission)]
