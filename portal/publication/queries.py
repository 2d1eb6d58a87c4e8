"""What has been released."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, defer
from werkzeug.exceptions import NotFound

from portal.awards.models import Edition
from portal.core.db import db
from portal.decisions.models import Decision, DecisionPaper, PaperAnswer
from portal.publication.gallery import words_of_search
from portal.publication.models import Publication, PublishedEdition, PublishedWork


def published_results(edition: Any) -> Publication | None:
    """The newest release of an edition, or None."""
    statement = select(Publication).where(Publication.edition_id == edition.id)
    return db.session.scalar(statement.order_by(Publication.number.desc()).limit(1))


def get_published_or_404(slug: str) -> tuple[PublishedEdition, Publication]:
    """An edition with its whole release; one without a release is as if it did not exist."""
    statement = (
        select(PublishedEdition, Publication)
        .join(Publication, Publication.id == PublishedEdition.publication_id)
        .where(PublishedEdition.slug == slug)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def get_release_or_404(slug: str) -> tuple[Edition, Publication]:
    """An edition itself with its whole release, for pages that stand beside the results."""
    published, publication = get_published_or_404(slug)
    return db.session.get_one(Edition, published.edition_id), publication


def get_edition_or_404(slug: str) -> PublishedEdition:
    """What is public of an edition without its scores; one without a release is as if it did not exist."""
    found = db.session.scalar(select(PublishedEdition).where(PublishedEdition.slug == slug))
    if found is None:
        raise NotFound()
    return found


def get_work_or_404(slug: str, number: str) -> PublishedWork:
    """An honoured work with its edition; one that is only listed has no page of its own."""
    statement = (
        select(PublishedWork)
        .join(PublishedWork.edition)
        .options(contains_eager(PublishedWork.edition))
        .where(PublishedEdition.slug == slug, PublishedWork.number == number, PublishedWork.is_honoured)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def listed_works(
    edition: PublishedEdition, *, category: int = 0, prize: str = "", search: str = ""
) -> Select[tuple[PublishedWork]]:
    """The listed works of an edition in their order, to be paginated; words are looked for in titles and places."""
    statement = select(PublishedWork).where(PublishedWork.edition_id == edition.edition_id)
    if category:
        statement = statement.where(PublishedWork.category_number == category)
    if prize:
        statement = statement.where(PublishedWork.prize_code == prize)
    for word in words_of_search(search):
        statement = statement.where(PublishedWork.search_text.contains(word, autoescape=True))
    return statement.order_by(PublishedWork.position)


def published_editions() -> list[PublishedEdition]:
    """Every edition with results, the newest first."""
    statement = select(PublishedEdition).order_by(PublishedEdition.year.desc(), PublishedEdition.edition_id.desc())
    return list(db.session.scalars(statement.limit(100)))


def publications_of(edition: Any) -> list[Publication]:
    """Every release of an edition without its content, the newest first."""
    statement = select(Publication).where(Publication.edition_id == edition.id)
    return list(db.session.scalars(statement.options(defer(Publication.results)).order_by(Publication.number.desc())))


def newest_releases(limit: int = 30) -> list[tuple[PublishedEdition, Publication]]:
    """Releases of all editions without their content, the newest first."""
    statement = (
        select(PublishedEdition, Publication)
        .join(Publication, Publication.edition_id == PublishedEdition.edition_id)
        .options(defer(Publication.results))
        .order_by(Publication.published_at.desc(), Publication.id.desc())
    )
    return [(edition, release) for edition, release in db.session.execute(statement.limit(limit))]


def replaced_papers(edition_id: int) -> list[Any]:
    """Signed documents that took another's place after their decision was public: when, why and which decision's."""
    statement = (
        select(DecisionPaper.digest, DecisionPaper.reason, Decision.reference, PaperAnswer.answered_at)
        .join(PaperAnswer, PaperAnswer.paper_id == DecisionPaper.id)
        .join(Decision, Decision.id == DecisionPaper.decision_id)
        .join(Publication, Publication.decision_id == Decision.id)
        .where(Publication.edition_id == edition_id, PaperAnswer.accepted)
        .where(PaperAnswer.answered_at >= Publication.published_at)
    )
    return list(db.session.execute(statement.order_by(PaperAnswer.answered_at.desc()).limit(50)))
