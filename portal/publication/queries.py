"""What has been released."""

from typing import Any

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from portal.awards.models import Edition
from portal.core.db import db
from portal.publication.models import Publication


def published_results(edition: Any) -> Publication | None:
    """The newest release of an edition, or None."""
    statement = select(Publication).where(Publication.edition_id == edition.id)
    return db.session.scalar(statement.order_by(Publication.number.desc()).limit(1))


def get_published_or_404(slug: str) -> tuple[Edition, Publication]:
    """An edition with its release; one without a release is as if it did not exist."""
    statement = (
        select(Edition, Publication)
        .join(Publication, Publication.edition_id == Edition.id)
        .where(Edition.slug == slug)
        .order_by(Publication.number.desc())
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def publications_of(edition: Any) -> list[Publication]:
    """Every release of an edition, the newest first."""
    statement = select(Publication).where(Publication.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(Publication.number.desc())))
