"""Finding the closings of an edition."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.archive.models import Closing
from portal.awards.models import Edition
from portal.core.db import db


def closings_of(edition: Edition) -> list[Closing]:
    """Every closing, the newest first."""
    statement = select(Closing).where(Closing.edition_id == edition.id).order_by(Closing.number.desc())
    people = (joinedload(Closing.closed_by), joinedload(Closing.reopened_by))
    return list(db.session.scalars(statement.options(*people)))


def latest_closing(edition: Edition) -> Closing | None:
    """The newest closing, or None."""
    return next(iter(closings_of(edition)), None)


def get_closing_or_404(edition: Edition, number: int) -> Closing:
    """One closing of this edition."""
    found = db.session.scalar(select(Closing).where(Closing.edition_id == edition.id, Closing.number == number))
    if found is None:
        raise NotFound()
    return found
