"""What the front page and the navigation need to know."""

from typing import Any

from sqlalchemy import select

from portal.accounts.models import Role
from portal.awards.models import Edition
from portal.core.db import db
from portal.judges.models import Judge
from portal.publication.models import PublishedEdition, PublishedWork
from portal.submissions.models import Submission
from portal.submissions.queries import list_of_owner


def judges_somewhere(user: Any) -> bool:
    """Whether this person judges in any edition."""
    return db.session.scalar(select(Judge.id).where(Judge.user_id == user.id).limit(1)) is not None


def has_submissions(user: Any) -> bool:
    """Whether this person has begun anything."""
    return db.session.scalar(list_of_owner(user).with_only_columns(Submission.id).limit(1)) is not None


def console_edition(user: Any) -> int | None:
    """The edition whose console this person most likely wants: the newest of those granted, tracks last."""
    if not user.grants:
        return None
    statement = select(Edition.id).order_by(Edition.kind, Edition.opens_at.desc())
    everywhere = any(g.role is Role.ADMINISTRATOR or g.edition_id is None for g in user.grants)
    if not everywhere:
        statement = statement.where(Edition.id.in_([g.edition_id for g in user.grants]))
    return db.session.scalar(statement.limit(1))


def latest_publications(edition_id: int | None = None) -> dict[int, PublishedEdition]:
    """The newest release of each edition that has one, the newest first."""
    statement = select(PublishedEdition).order_by(PublishedEdition.published_at.desc())
    if edition_id is not None:
        statement = statement.where(PublishedEdition.edition_id == edition_id)
    return {release.edition_id: release for release in db.session.scalars(statement.limit(100))}


def first_works(release: PublishedEdition, limit: int) -> list[PublishedWork]:
    """The works of a release with the highest prizes."""
    statement = select(PublishedWork).where(PublishedWork.edition_id == release.edition_id, PublishedWork.is_honoured)
    return list(db.session.scalars(statement.order_by(PublishedWork.position).limit(limit)))
