"""What programs fetch of the published results: tables, descriptions, feed, sitemaps and pictures."""

import json
from typing import Any

from flask import Blueprint, Response
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.adapters.object_store import content_disposition, get_store
from portal.core.csv_text import make_csv
from portal.core.db import db
from portal.core.forms import page_number
from portal.core.i18n import keep_language, localized
from portal.core.pagination import paginate
from portal.core.urls import absolute_url
from portal.publication import feeds, gallery, open_data, queries
from portal.publication.models import Publication, PublishedEdition, PublishedWork
from portal.publication.stamp import NOTHING_YET, shared
from portal.publication.views import filters_asked

bp = Blueprint("open_data", __name__)
bp.url_defaults(keep_language)

WORKS_AN_ANSWER = 100
ADDRESSES_A_SITEMAP = 5_000


@bp.get("/editions/<slug>/works.csv")
@shared
def table(slug: str) -> Response:
    """The listed works of an edition as a table."""
    edition = queries.get_edition_or_404(slug)
    works = db.session.scalars(queries.listed_works(edition))
    text = make_csv(list(open_data.COLUMNS), open_data.table_of(edition.heading, works))
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = content_disposition(f"{slug}.csv", inline=False)
    return answer


@bp.get("/editions/<slug>/works.jsonld")
@shared
def dataset(slug: str) -> Response:
    """The honoured works of an edition as linked data."""
    edition = queries.get_edition_or_404(slug)
    content = open_data.dataset_of(
        edition.heading,
        db.session.scalars(queries.listed_works(edition)),
        published=edition.first_published_at.isoformat(),
        modified=edition.published_at.isoformat(),
        url=absolute_url("publication.results", slug=slug),
        downloads={
            "application/json": absolute_url("publication.results_file", slug=slug),
            "text/csv": absolute_url("open_data.table", slug=slug),
        },
        url_of=lambda one: absolute_url("publication.work", slug=slug, number=one.number),
        localized=localized,
    )
    return Response(json.dumps(content, ensure_ascii=False, indent=1), mimetype="application/ld+json")


@bp.get("/gallery.json")
@shared
def works() -> Response:
    """The gallery page by page for programs, by the same filters."""
    page = paginate(gallery.honoured_works(filters_asked()), page_number(), size=WORKS_AN_ANSWER)
    content = {
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        "works": [_as_data(one) for one in page.items],
    }
    return Response(json.dumps(content, ensure_ascii=False, indent=1), mimetype="application/json")


def _as_data(work: PublishedWork) -> dict[str, Any]:
    return {
        "edition": work.edition.slug,
        "year": work.year,
        **{name: getattr(work, name) for name in ("number", "title", "organisation", "prize_code", "prize_rank")},
        "category": work.category_code,
        "authors": work.content["authors"],
        "summary": work.content["summary"],
        "url": absolute_url("publication.work", slug=work.edition.slug, number=work.number),
    }


@bp.get("/feed.atom")
@shared
def feed() -> Response:
    """Releases and corrections, the newest first."""
    found = queries.newest_releases()
    own = absolute_url("open_data.feed")
    content = feeds.atom(
        title=_("Results of awards"),
        url=absolute_url("publication.all_works"),
        own_url=own,
        language=str(get_locale()),
        updated=(found[0][1].published_at if found else NOTHING_YET).isoformat(),
        entries=[_entry(edition, release) for edition, release in found],
    )
    return Response(content, mimetype="application/atom+xml")


def _entry(edition: PublishedEdition, release: Publication) -> feeds.FeedEntry:
    name = localized(edition.heading["edition"]["name"])
    page = absolute_url("publication.results", slug=edition.slug)
    if release.number == 1:
        title, summary = _("Results of %(edition)s", edition=name), _("The results are published.")
    else:
        title, summary = _("Correction of the results of %(edition)s", edition=name), release.reason
    anchor = f"{page}#release-{release.number}"
    return feeds.FeedEntry(anchor, title, summary, page, release.published_at.isoformat())


@bp.get("/sitemap.xml")
@shared
def sitemaps() -> Response:
    """The list of the sitemaps: the first has pages and editions, the others have works."""
    last = -(-gallery.count_honoured() // ADDRESSES_A_SITEMAP)
    addresses = [(absolute_url("open_data.sitemap", number=number), "") for number in range(last + 1)]
    return Response(feeds.sitemap_index(addresses), mimetype="application/xml")


@bp.get("/sitemaps/<int:number>.xml")
@shared
def sitemap(number: int) -> Response:
    """One sitemap of a size that does not grow."""
    if number == 0:
        found = [(absolute_url("home.index"), ""), (absolute_url("publication.all_works"), "")]
        for edition in queries.published_editions():
            day = edition.published_at.date().isoformat()
            pages = ("home.edition", "publication.results", "publication.statistics")
            found += [(absolute_url(page, slug=edition.slug), day) for page in pages]
    else:
        found = [
            (absolute_url("publication.work", slug=slug, number=work), at.date().isoformat())
            for slug, work, at in gallery.addresses(number, ADDRESSES_A_SITEMAP)
        ]
        if not found:
            raise NotFound()
    return Response(feeds.sitemap(found), mimetype="application/xml")


@bp.get("/robots.txt")
@shared
def robots() -> Response:
    """What search engines may fetch: whatever is public, nothing that asks to sign in."""
    closed = ("/manage/", "/submissions", "/judging", "/sign-in", "/sign-up", "/store/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {absolute_url('.sitemaps')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/editions/<slug>/share.png")
@shared
def edition_picture(slug: str) -> Response:
    """What other sites show of a link to the results."""
    return _stored(queries.get_edition_or_404(slug).share_key, "image/png")


@bp.get("/editions/<slug>/works/<number>/share.png")
@shared
def work_picture(slug: str, number: str) -> Response:
    """What other sites show of a link to a work."""
    return _stored(queries.get_work_or_404(slug, number).share_key, "image/png")


@bp.get("/editions/<slug>/works/<number>/pictures/<int:place>")
@shared
def picture(slug: str, number: str, place: int) -> Response:
    """A picture of an honoured work, redrawn by the portal and without metadata."""
    shown = queries.get_work_or_404(slug, number).content["pictures"]
    if not 1 <= place <= len(shown):
        raise NotFound()
    return _stored(shown[place - 1]["key"], shown[place - 1]["type"])


def _stored(key: str, content_type: str) -> Response:
    if not key:
        raise NotFound()
    with get_store().open(key) as file:
        return Response(file.read(), mimetype=content_type)
