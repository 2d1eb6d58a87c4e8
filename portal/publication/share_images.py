"""The pictures that other sites show of a link: for each release and honoured work, drawn in the background."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.adapters.object_store import get_store
from portal.adapters.pdf_writer import render_picture
from portal.core.db import db, transaction
from portal.core.i18n import force_locale, localized
from portal.publication.models import PublishedEdition, PublishedWork
from portal.publication.works import announce

WIDTH, HEIGHT = 1200, 630
LANGUAGE = "vi"
"""Pictures are of one language, that of the award's certificates."""


def draw(publication_id: int) -> None:
    """Draw what a release still lacks; a second run draws the same under the same names."""
    statement = select(PublishedEdition).where(PublishedEdition.publication_id == publication_id)
    edition = db.session.scalar(statement)
    if edition is None:
        # A correction has come meanwhile, and brings a job of its own.
        return
    honoured = select(PublishedWork).where(
        PublishedWork.edition_id == edition.edition_id, PublishedWork.is_honoured, PublishedWork.share_key == ""
    )
    with force_locale(LANGUAGE):
        orders = {one.number: _of_work(edition, one) for one in db.session.scalars(honoured)}
        front = _of_edition(edition)
    folder = f"shares/{edition.slug}/{edition.digest}"
    edition_id = edition.edition_id
    # Drawing is slow: no transaction is open meanwhile.
    db.session.rollback()
    keys = {number: _put(f"{folder}/works/{number}.png", told) for number, told in orders.items()}
    front_key = _put(f"{folder}/edition.png", front)
    with transaction():
        _keep(edition_id, publication_id, front_key, keys)


def _keep(edition_id: int, publication_id: int, front_key: str, keys: dict[str, str]) -> None:
    statement = select(PublishedEdition).where(
        PublishedEdition.edition_id == edition_id, PublishedEdition.publication_id == publication_id
    )
    edition = db.session.execute(statement.with_for_update(key_share=True)).scalar_one_or_none()
    if edition is None:
        return
    edition.share_key = front_key
    works = select(PublishedWork).where(PublishedWork.edition_id == edition_id, PublishedWork.number.in_(keys))
    for work in db.session.scalars(works):
        work.share_key = keys[work.number]
    announce(edition_id, "pictures")


def _put(key: str, told: dict[str, Any]) -> str:
    get_store().put(key, render_picture("share", told), "image/png")
    return key


def _of_work(edition: PublishedEdition, work: PublishedWork) -> dict[str, Any]:
    names = {one["code"]: localized(one["name"], LANGUAGE) for one in edition.heading["prizes"]}
    authors = ", ".join(work.content["authors"])
    return _told(edition, badge=names[work.prize_code], title=work.title, lines=[authors, work.organisation])


def _of_edition(edition: PublishedEdition) -> dict[str, Any]:
    counts = edition.heading["counts"]
    line = _("%(n)d works honoured, of %(all)d judged", n=counts["honoured"], all=counts["judged"])
    name = localized(edition.heading["edition"]["name"], LANGUAGE)
    return _told(edition, badge=_("Results"), title=name, lines=[line])


def _told(edition: PublishedEdition, *, badge: str, title: str, lines: list[str]) -> dict[str, Any]:
    heading = edition.heading["edition"]
    return {
        "award": localized(heading["award"], LANGUAGE),
        "edition": localized(heading["name"], LANGUAGE),
        "badge": badge,
        "title": title,
        "lines": [line for line in lines if line],
    }
