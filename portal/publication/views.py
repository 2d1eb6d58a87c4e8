"""What the public sees once results are released; before that these pages do not exist."""

from typing import Any

from flask import Blueprint, Response, g, render_template, request
from werkzeug.exceptions import NotFound

from portal.core.access import public
from portal.core.search_text import fold
from portal.publication import queries
from portal.publication.files import published_json
from portal.publication.models import Publication

bp = Blueprint("publication", __name__)


def _published(slug: str) -> tuple[Any, Publication]:
    edition, publication = queries.get_published_or_404(slug)
    g.time_zone = edition.time_zone
    return edition, publication


@bp.get("/editions/<slug>/results")
@public
def results(slug: str) -> str:
    """Winners by prize, then the shortlisted works; narrowed by category and words."""
    edition, publication = _published(slug)
    content = publication.results
    category, words = request.args.get("category", 0, type=int), fold(request.args.get("q", "")[:100]).split()
    shown = [
        entry
        for entry in content["shortlist"]
        if (not category or entry["category"] == category)
        and all(word in fold(f"{entry['title']} {entry['organisation']} {entry['number']}") for word in words)
    ]
    return render_template(
        "publication/results.html",
        edition=edition,
        publication=publication,
        content=content,
        shown=shown,
        names={one["number"]: one["name"] for one in content["categories"]},
        prizes=content["prizes"],
        category=category,
        search=request.args.get("q", "")[:100],
    )


@bp.get("/editions/<slug>/works/<number>")
@public
def work(slug: str, number: str) -> str:
    """A winning work with its figures."""
    edition, publication = _published(slug)
    content = publication.results
    entry = next((one for one in content["shortlist"] if one["number"] == number and one["prize"]), None)
    if entry is None:
        raise NotFound()
    return render_template(
        "publication/work.html",
        edition=edition,
        publication=publication,
        content=content,
        entry=entry,
        prize=next(one for one in content["prizes"] if one["code"] == entry["prize"]),
        category=next(one for one in content["categories"] if one["number"] == entry["category"]),
        totals=content["sheet_totals"].get(number, []),
    )


@bp.get("/editions/<slug>/results.json")
@public
def results_file(slug: str) -> Any:
    """The signed bundle that everything public is made of."""
    _edition, publication = _published(slug)
    answer = Response(published_json(publication), mimetype="application/json")
    answer.set_etag(publication.digest)
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer.make_conditional(request)
