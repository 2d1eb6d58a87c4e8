"""What the front page tells of the newest published results."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.core.i18n import localized
from portal.home.queries import first_works
from portal.publication.models import PublishedEdition


@dataclass(frozen=True, slots=True)
class Winner:
    """A winning work as a card shows it."""

    title: str
    organisation: str
    category: str
    prize_name: str
    prize_rank: int
    url: str


def winners(release: PublishedEdition, limit: int = 6) -> list[Winner]:
    """The winning works, the highest prizes first."""
    prizes = {prize["code"]: localized(prize["name"]) for prize in release.heading["prizes"]}
    names = {category["number"]: localized(category["name"]) for category in release.heading["categories"]}
    return [
        Winner(
            title=work.title,
            organisation=work.organisation,
            category=names[work.category_number],
            prize_name=prizes[work.prize_code],
            prize_rank=work.prize_rank,
            url=url_for("publication.work", slug=release.slug, number=work.number),
        )
        for work in first_works(release, limit)
    ]


def headline_numbers(release: PublishedEdition) -> list[tuple[int, str]]:
    """How many works were judged, shortlisted and honoured."""
    counts = release.heading["counts"]
    return [
        (counts["judged"], _("works judged")),
        (counts["listed"], _("works shortlisted")),
        (counts["honoured"], _("works honoured")),
        (len(release.heading["categories"]), _("categories")),
    ]
