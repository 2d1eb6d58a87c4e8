"""What the front page tells of the newest published results."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.core.i18n import localized
from portal.publication.models import Publication


@dataclass(frozen=True, slots=True)
class Winner:
    """A winning work as a card shows it."""

    title: str
    organisation: str
    category: str
    prize_name: str
    prize_rank: int
    url: str
    authors: tuple[str, ...] = ()
    number: str = ""


def winners(publication: Publication, limit: int | None = 6) -> list[Winner]:
    """The winning works, the highest prizes first."""
    results = publication.results
    prizes = {prize["code"]: prize for prize in results["prizes"]}
    names = {category["number"]: localized(category["name"]) for category in results["categories"]}
    found = [entry for entry in results["shortlist"] if entry["prize"]]
    found.sort(key=lambda entry: (prizes[entry["prize"]]["rank"], entry["category"], entry["rank"]))
    return [_winner(entry, prizes, names, results["edition"]["slug"]) for entry in found[:limit]]


def _winner(entry: dict[str, Any], prizes: dict[str, Any], names: dict[int, str], slug: str) -> Winner:
    prize = prizes[entry["prize"]]
    return Winner(
        title=entry["title"],
        organisation=entry["organisation"],
        category=names[entry["category"]],
        prize_name=localized(prize["name"]),
        prize_rank=prize["rank"],
        url=url_for("publication.work", slug=slug, number=entry["number"]),
        authors=tuple(entry["authors"]),
        number=entry["number"],
    )


def headline_numbers(publication: Publication) -> list[tuple[int, str]]:
    """How many works were judged, shortlisted and honoured."""
    results = publication.results
    honoured = sum(1 for entry in results["shortlist"] if entry["prize"])
    return [
        (len(results["sheet_totals"]), _("works judged")),
        (len(results["shortlist"]), _("works shortlisted")),
        (honoured, _("works honoured")),
        (len(results["categories"]), _("categories")),
    ]
