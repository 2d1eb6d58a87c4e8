"""Finding editions and categories."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from portal.awards.models import Category, Edition, EditionKind, FormVersion, Prize, Round
from portal.awards.preset_words import RoundKind
from portal.core.db import db


def get_edition_or_404(edition_id: int) -> Edition:
    """The edition of a console address."""
    edition = db.session.get(Edition, edition_id)
    if edition is None:
        raise NotFound()
    return edition


def get_edition_by_slug_or_404(slug: str) -> Edition:
    """The edition of a public address."""
    edition = db.session.scalar(select(Edition).where(Edition.slug == slug))
    if edition is None:
        raise NotFound()
    return edition


def get_category_or_404(edition: Edition, category_id: int) -> Category:
    """A category of this edition, never of another."""
    category = db.session.scalar(select(Category).where(Category.id == category_id, Category.edition_id == edition.id))
    if category is None:
        raise NotFound()
    return category


def list_editions(kind: EditionKind = EditionKind.CYCLE) -> list[Edition]:
    """Every edition of the cycle, or every track, newest first, with what the front page shows."""
    statement = (
        select(Edition)
        .where(Edition.kind == kind)
        .options(selectinload(Edition.categories).lazyload(Category.criteria), selectinload(Edition.prizes))
        .order_by(Edition.opens_at.desc(), Edition.id.desc())
        .limit(20)
    )
    return list(db.session.scalars(statement))


def open_editions(now: datetime) -> list[Edition]:
    """Editions that take submissions at this moment."""
    return list(
        db.session.scalars(
            select(Edition).where(Edition.opens_at <= now, or_(Edition.closes_at > now, Edition.extended_until > now))
        )
    )


def categories_of(edition: Edition) -> list[Category]:
    """The categories in their order, with their rubrics."""
    statement = select(Category).options(selectinload(Category.criteria)).where(Category.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(Category.number)))


def prizes_of(edition: Edition) -> list[Prize]:
    """The levels of prize, the highest first."""
    return list(db.session.scalars(select(Prize).where(Prize.edition_id == edition.id).order_by(Prize.rank)))


def scoring_round(edition: Edition) -> Round:
    """The round that panels judge, whatever its kind: each ends in scoresheets."""
    judged = [kind for kind in RoundKind if kind.has_panels]
    statement = select(Round).where(Round.edition_id == edition.id, Round.kind.in_(judged))
    found = db.session.scalar(statement.order_by(Round.position))
    if found is None:
        raise NotFound()
    return found


def form_of(edition: Edition, number: int) -> Edition | FormVersion:
    """Whatever holds a version of the edition's form and dossier; the current one costs no query."""
    if number == edition.form_number:
        return edition
    return db.session.get(FormVersion, (edition.id, number)) or edition


def newest_form(edition: Edition) -> FormVersion | None:
    """The version of the form that is current, with the reason it was published for; none while only one exists."""
    return db.session.get(FormVersion, (edition.id, edition.form_number))


def form_versions(edition: Edition) -> list[FormVersion]:
    """The published versions of the form, the newest first; none while only the first exists."""
    statement = select(FormVersion).where(FormVersion.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(FormVersion.number.desc())))


def lock_edition(edition_id: int) -> None:
    """Wait for whoever else decides something of an edition; what they have done is read afterwards."""
    db.session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update(key_share=True))
