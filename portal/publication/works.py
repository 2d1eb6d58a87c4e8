"""Writing the rows that public pages read: made of the released bundle, in the transaction that releases it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import defer, joinedload, selectinload

from portal.attachments.models import Attachment, AttachmentState, Rendition, RenditionKind
from portal.audit.service import take_turn
from portal.awards.models import Category, Edition
from portal.awards.queries import categories_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.search_text import fold
from portal.publication.funnel import statistics_of
from portal.publication.models import Publication, PublicChange, PublishedEdition, PublishedWord, PublishedWork
from portal.submissions.asked import read_pages, slots_for
from portal.submissions.models import Submission

MOST_PICTURES = 12
LONGEST_WORD = 40
HEADING = ("edition", "prizes", "decision", "rule")
KINDS_TOLD = ("text", "long_text")
"""Answers that are read as they are; others need their form beside them."""


def project(edition: Edition, publication: Publication, winners: Mapping[str, Submission]) -> None:
    """Replace what public pages say of an edition by a release; `winners` gives the honoured works by number."""
    results, releases = publication.results, _releases(edition)
    numbers = [one["number"] for one in results["categories"]]
    categories = [one for one in categories_of(edition) if one.number in numbers]
    db.session.execute(delete(PublishedEdition).where(PublishedEdition.edition_id == edition.id))
    db.session.add(
        PublishedEdition(
            edition_id=edition.id,
            publication_id=publication.id,
            slug=edition.slug,
            number=publication.number,
            year=edition.year,
            time_zone=edition.time_zone,
            heading=_heading(results),
            statistics=statistics_of(edition, categories, results),
            corrections=[_correction(one) for one in reversed(releases[1:])],
            digest=publication.digest,
            first_published_at=releases[0].published_at,
            published_at=publication.published_at,
        )
    )
    db.session.flush()
    _write_works(edition, results, winners)
    announce(edition.id, "results")


def announce(edition_id: int, what: str) -> None:
    """Note that the public sees something new: every kept copy of a public page is out of date from this commit on."""
    # Numbered in the order of the commits: a smaller number that came later would go unnoticed.
    take_turn()
    db.session.add(PublicChange(edition_id=edition_id, what=what, at=clock.now()))
    db.session.flush()


def rebuild() -> int:
    """Write the rows of every edition anew from its newest release; how many editions there are."""
    found = db.session.scalars(select(Publication.edition_id).distinct().order_by(Publication.edition_id))
    editions = list(found)
    for edition_id in editions:
        with transaction():
            edition = db.session.get_one(Edition, edition_id)
            publication = _releases(edition)[-1]
            project(edition, publication, submissions_of(edition, publication.results))
    return len(editions)


def submissions_of(edition: Edition, results: Mapping[str, Any]) -> dict[str, Submission]:
    """The honoured works of a release, by number."""
    numbers = [one["number"] for one in results["shortlist"] if one["prize"]]
    statement = (
        select(Submission)
        .options(joinedload(Submission.category).lazyload(Category.criteria), selectinload(Submission.versions))
        .where(Submission.edition_id == edition.id, Submission.number.in_(numbers))
    )
    return {str(one.number): one for one in db.session.scalars(statement)}


def _releases(edition: Edition) -> list[Publication]:
    """The releases of an edition without their results, which are large and mostly known."""
    statement = select(Publication).where(Publication.edition_id == edition.id).options(defer(Publication.results))
    return list(db.session.scalars(statement.order_by(Publication.number)))


def _heading(results: Mapping[str, Any]) -> dict[str, Any]:
    listed = results["shortlist"]
    return {
        **{name: results[name] for name in HEADING},
        "categories": [{name: one[name] for name in ("number", "code", "name")} for one in results["categories"]],
        "counts": {
            "judged": len(results.get("judged", {})),
            "listed": len(listed),
            "honoured": sum(1 for one in listed if one["prize"]),
        },
    }


def _correction(publication: Publication) -> dict[str, Any]:
    return {
        "number": publication.number,
        "at": publication.published_at.isoformat(),
        "reason": publication.reason,
        "changes": publication.changes,
    }


def _write_works(edition: Edition, results: Mapping[str, Any], winners: Mapping[str, Submission]) -> None:
    prizes = {one["code"]: one["rank"] for one in results["prizes"]}
    codes = {one["number"]: one["code"] for one in results["categories"]}
    pictures = _pictures(winners)
    last = len(prizes) + 1
    listed = sorted(
        results["shortlist"],
        key=lambda one: (prizes.get(one["prize"], last), one["category"], one["rank"], one["number"]),
    )
    rows = []
    for position, entry in enumerate(listed, start=1):
        submission = winners.get(entry["number"])
        rows.append(
            {
                "edition_id": edition.id,
                "position": position,
                "year": edition.year,
                **{name: entry[name] for name in ("number", "title", "organisation", "rank")},
                "organisation_key": fold(entry["organisation"])[:200],
                "search_text": fold(f"{entry['title']} {entry['organisation']} {entry['number']}"),
                "category_number": entry["category"],
                "category_code": codes[entry["category"]],
                "is_honoured": entry["prize"] is not None,
                "prize_code": entry["prize"] or "",
                "prize_rank": prizes.get(entry["prize"], 0),
                "content": _content(results, entry, submission, pictures.get(entry["number"], [])),
                "share_key": "",
            }
        )
    if rows:
        db.session.execute(insert(PublishedWork), rows)
        _write_words(edition, results)


def _content(
    results: Mapping[str, Any], entry: Mapping[str, Any], submission: Submission | None, pictures: list[dict[str, Any]]
) -> dict[str, Any]:
    content = {name: entry[name] for name in ("authors", "summary", "mean", "sheets")}
    if submission is not None:
        totals = results.get("sheet_totals", {}).get(entry["number"], [])
        content |= {"totals": totals, "unit": results.get("unit", 100), "story": _story(submission)}
        content["pictures"] = pictures
    return content


def _story(submission: Submission) -> list[dict[str, Any]]:
    """The answers that the form says are public, as they were submitted."""
    content = submission.versions[-1].content
    answers = content.get("answers", {})
    return [
        {"label": dict(field.label), "text": answers[field.key]}
        for page in read_pages(submission, content)
        for field in page.fields
        if field.is_published and field.type.value in KINDS_TOLD and answers.get(field.key)
    ]


def _pictures(winners: Mapping[str, Submission]) -> dict[str, list[dict[str, Any]]]:
    """The pictures in places whose files the dossier says are public, redrawn without metadata, in their order."""
    wanted: dict[str, tuple[str, str]] = {}
    for number, submission in winners.items():
        content = submission.versions[-1].content
        public = {slot.code for slot in slots_for(submission, content) if slot.public}
        mine = [file for file in content.get("files", []) if file["slot"] in public]
        wanted |= {file["id"]: (number, file.get("caption", "")) for file in mine}
    statement = (
        select(Attachment.public_id, Rendition.object_key, Rendition.content_type, Rendition.width, Rendition.height)
        .join(Attachment, Attachment.id == Rendition.attachment_id)
        .where(Attachment.public_id.in_(wanted), Attachment.state == AttachmentState.READY)
        .where(Rendition.kind == RenditionKind.IMAGE)
    )
    drawn = {row.public_id: row for row in db.session.execute(statement)}
    found: dict[str, list[dict[str, Any]]] = {}
    for public_id, (number, caption) in wanted.items():
        mine = found.setdefault(number, [])
        if (row := drawn.get(public_id)) is not None and len(mine) < MOST_PICTURES:
            mine.append(
                {"key": row.object_key, "type": row.content_type, "width": row.width, "height": row.height,
                 "caption": caption}
            )  # fmt: skip
    return found


def _write_words(edition: Edition, results: Mapping[str, Any]) -> None:
    """The words by which honoured works are found: title, organisation, authors, number and summary."""
    texts = {one["number"]: words_of(one) for one in results["shortlist"] if one["prize"]}
    ids = select(PublishedWork.number, PublishedWork.id).where(
        PublishedWork.edition_id == edition.id, PublishedWork.is_honoured
    )
    rows = [{"work_id": work, "word": word} for number, work in db.session.execute(ids) for word in texts[number]]
    if rows:
        db.session.execute(insert(PublishedWord), rows)


def words_of(entry: Mapping[str, Any]) -> Iterable[str]:
    """The folded words of a listed work, each once, in a fixed order."""
    told = (entry["title"], entry["organisation"], entry["number"], entry["summary"], *entry["authors"])
    return sorted({word[:LONGEST_WORD] for text in told for word in fold(text).split()})
