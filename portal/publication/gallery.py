"""Finding honoured works across editions: by edition, category, prize and organisation, and by words without marks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.core.search_text import fold
from portal.publication.models import PublishedEdition, PublishedWord, PublishedWork

MOST_WORDS = 8
LONGEST_SEARCH = 100
AFTER_LETTERS = "{"
"""The character that comes right after `z`, byte by byte: the end of a range of words with one beginning."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader of the gallery asked for; empty means everything."""

    search: str = ""
    edition: str = ""
    category: str = ""
    prize: int = 0
    organisation: str = ""

    @property
    def any(self) -> bool:
        return bool(self.search or self.edition or self.category or self.prize or self.organisation)


def words_of_search(text: str) -> list[str]:
    """The folded words of a search; more than a few are not looked at."""
    return fold(text[:LONGEST_SEARCH]).split()[:MOST_WORDS]


def honoured_works(filters: Filters) -> Select[tuple[PublishedWork]]:
    """Honoured works with their editions, the newest and highest first, to be paginated.

    Each word must begin a word of the work: a range of the index, whichever database answers.
    """
    statement = select(PublishedWork).options(joinedload(PublishedWork.edition)).where(PublishedWork.is_honoured)
    if filters.edition:
        of_edition = select(PublishedEdition.edition_id).where(PublishedEdition.slug == filters.edition)
        statement = statement.where(PublishedWork.edition_id == of_edition.scalar_subquery())
    if filters.category:
        statement = statement.where(PublishedWork.category_code == filters.category)
    if filters.prize:
        statement = statement.where(PublishedWork.prize_rank == filters.prize)
    if filters.organisation:
        statement = statement.where(PublishedWork.organisation_key == fold(filters.organisation)[:200])
    for word in words_of_search(filters.search):
        begins = (PublishedWord.word >= word) & (PublishedWord.word < word + AFTER_LETTERS)
        statement = statement.where(PublishedWork.id.in_(select(PublishedWord.work_id).where(begins)))
    order = (PublishedWork.year.desc(), PublishedWork.edition_id.desc(), PublishedWork.position)
    return statement.order_by(*order)


def others_of_organisation(work: PublishedWork, limit: int = 4) -> list[PublishedWork]:
    """Some other honoured works of the same organisation."""
    if not work.organisation_key:
        return []
    statement = honoured_works(Filters(organisation=work.organisation)).where(PublishedWork.id != work.id)
    return list(db.session.scalars(statement.limit(limit)))


def count_honoured() -> int:
    """How many works have been honoured over all editions."""
    return db.session.scalar(select(func.count()).select_from(PublishedWork).where(PublishedWork.is_honoured)) or 0


def addresses(number: int, size: int) -> list[tuple[str, str, datetime]]:
    """One portion of the honoured works for a sitemap: edition, number, and when its edition was last released."""
    statement = (
        select(PublishedEdition.slug, PublishedWork.number, PublishedEdition.published_at)
        .join(PublishedWork.edition)
        .where(PublishedWork.is_honoured)
        .order_by(PublishedWork.year.desc(), PublishedWork.edition_id.desc(), PublishedWork.position)
    )
    window = statement.limit(size).offset((number - 1) * size)
    return [(slug, work, at) for slug, work, at in db.session.execute(window)]
