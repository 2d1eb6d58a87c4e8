"""What the public sees once results are released; before that these pages do not exist."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for

from portal.core.forms import page_number
from portal.core.i18n import keep_language, localized
from portal.core.pagination import paginate
from portal.core.whole_numbers import whole
from portal.judges.labels import KIND_LABELS, SOURCE_LABELS
from portal.judges.models import ConflictKind, ConflictSource
from portal.publication import gallery, queries
from portal.publication.files import published_json
from portal.publication.models import PublishedEdition
from portal.publication.stamp import shared

bp = Blueprint("publication", __name__)
bp.url_defaults(keep_language)

WORKS_A_PAGE = 24
VERIFY = "/editions/<slug>/verify"
"""Where anybody checks the results, in a portal that has such a page."""


@bp.app_template_global("verify_url")
def _verify_url(slug: str) -> str:
    """The page that explains how to check the results; empty where there is none."""
    rule = next((one for one in current_app.url_map.iter_rules() if one.rule == VERIFY), None)
    return url_for(rule.endpoint, slug=slug) if rule else ""


def _edition(slug: str) -> PublishedEdition:
    edition = queries.get_edition_or_404(slug)
    g.time_zone = edition.time_zone
    return edition


@bp.get("/editions/<slug>/results")
@shared
def results(slug: str) -> str:
    """Winners by prize, then the shortlisted works; narrowed by category, prize and words."""
    edition = _edition(slug)
    category, prize = request.args.get("category", 0, type=whole), request.args.get("prize", "")[:40]
    search = request.args.get("q", "")[: gallery.LONGEST_SEARCH]
    found = queries.listed_works(edition, category=category, prize=prize, search=search)
    page = paginate(found, page_number(), size=WORKS_A_PAGE)
    return render_template(
        "publication/results.html",
        edition=edition,
        heading=edition.heading,
        page=page,
        groups=[(code, list(works)) for code, works in groupby(page.items, key=lambda one: one.prize_code)],
        replaced=queries.replaced_papers(edition.edition_id),
        names={one["number"]: one["name"] for one in edition.heading["categories"]},
        prizes={one["code"]: one for one in edition.heading["prizes"]},
        category=category,
        prize=prize,
        search=search,
    )


@bp.get("/editions/<slug>/works/<number>")
@shared
def work(slug: str, number: str) -> str:
    """An honoured work: its story, its pictures, its authors, and how the result was reached."""
    found = queries.get_work_or_404(slug, number)
    edition = found.edition
    g.time_zone = edition.time_zone
    corrections = [
        (one, change) for one in edition.corrections for change in one["changes"] if change["number"] == number
    ]
    return render_template(
        "publication/work.html",
        edition=edition,
        heading=edition.heading,
        work=found,
        content=found.content,
        prize=next(one for one in edition.heading["prizes"] if one["code"] == found.prize_code),
        category=next(one for one in edition.heading["categories"] if one["number"] == found.category_number),
        corrections=corrections,
        others=gallery.others_of_organisation(found),
    )


@bp.get("/editions/<slug>/statistics")
@shared
def statistics(slug: str) -> str:
    """From intake to prize, by category and by reason, and the register of conflicts; small numbers are kept back."""
    edition = _edition(slug)
    figures = edition.statistics
    return render_template(
        "publication/statistics.html",
        edition=edition,
        heading=edition.heading,
        figures=figures,
        names={one["number"]: one["name"] for one in edition.heading["categories"]},
        reasons=[(localized(one["label"]), one["count"]) for one in figures["reasons"]],
        kinds=[(KIND_LABELS[ConflictKind(code)], n) for code, n in figures["conflicts"]["by_kind"].items()],
        sources=[(SOURCE_LABELS[ConflictSource(code)], n) for code, n in figures["conflicts"]["by_source"].items()],
    )


@bp.get("/editions/<slug>/results.json")
@shared
def results_file(slug: str) -> Response:
    """The signed bundle that everything public is made of."""
    _published, publication = queries.get_published_or_404(slug)
    return Response(published_json(publication), mimetype="application/json")


@bp.get("/gallery")
@shared
def all_works() -> str:
    """Honoured works of every edition, narrowed by edition, category, prize, organisation and words."""
    filters = filters_asked()
    editions = queries.published_editions()
    page = paginate(gallery.honoured_works(filters), page_number(), size=WORKS_A_PAGE)
    return render_template("publication/gallery.html", filters=filters, page=page, choices=_choices(editions))


def filters_asked() -> gallery.Filters:
    """What the address asks for; anything odd asks for nothing."""
    asked = request.args
    return gallery.Filters(
        search=asked.get("q", "")[: gallery.LONGEST_SEARCH],
        edition=asked.get("edition", "")[:60],
        category=asked.get("category", "")[:60],
        prize=asked.get("prize", 0, type=whole),
        organisation=asked.get("organisation", "")[:200],
    )


def _choices(editions: list[PublishedEdition]) -> dict[str, dict[Any, Any]]:
    """What the gallery can be narrowed by; where editions differ in a name, the newest one's is shown."""
    oldest_first = editions[::-1]
    prizes = {one["rank"]: one["name"] for edition in oldest_first for one in edition.heading["prizes"]}
    categories = {one["code"]: one["name"] for edition in oldest_first for one in edition.heading["categories"]}
    names = {edition.slug: edition.heading["edition"]["name"] for edition in editions}
    return {"editions": names, "prizes": dict(sorted(prizes.items())), "categories": categories}
