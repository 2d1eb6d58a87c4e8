"""What was published as data for others: rows of a table, and descriptions by schema.org."""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
COLUMNS = (
    "number", "title", "organisation", "authors", "category_code", "category_vi", "category_en", "prize_code",
    "prize_vi", "prize_en", "rank", "mean", "mean_numerator", "mean_denominator", "sheets",
)  # fmt: skip
"""Names of columns are the same in every language, so that programs find them."""


def mean_of(mean: Mapping[str, int]) -> str:
    """A mean rounded to two places, as text; the exact fraction stands beside it."""
    exact = Decimal(mean["numerator"]) / Decimal(mean["denominator"])
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def table_of(heading: Mapping[str, Any], works: Iterable[Any]) -> list[list[Any]]:
    """The listed works as rows under `COLUMNS`; authors are given for honoured works only."""
    prizes = {one["code"]: one["name"] for one in heading["prizes"]}
    names = {one["number"]: one["name"] for one in heading["categories"]}
    rows = []
    for work in works:
        category, prize, mean = names[work.category_number], prizes.get(work.prize_code, {}), work.content["mean"]
        rows.append(
            [
                work.number, work.title, work.organisation, "; ".join(work.content["authors"]), work.category_code,
                category.get("vi", ""), category.get("en", ""), work.prize_code, prize.get("vi", ""),
                prize.get("en", ""), work.rank, mean_of(mean), mean["numerator"], mean["denominator"],
                work.content["sheets"],
            ]
        )  # fmt: skip
    return rows


def dataset_of(
    heading: Mapping[str, Any],
    works: Iterable[Any],
    *,
    published: str,
    modified: str,
    url: str,
    downloads: Mapping[str, str],
    url_of: Callable[[Any], str],
    localized: Callable[[Any], str],
) -> dict[str, Any]:
    """A release by schema.org: a Dataset whose parts are the honoured works; `downloads` gives addresses by type."""
    prizes = {one["code"]: localized(one["name"]) for one in heading["prizes"]}
    names = {one["number"]: localized(one["name"]) for one in heading["categories"]}
    edition = heading["edition"]
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": localized(edition["name"]),
        "isPartOf": {"@type": "CreativeWorkSeries", "name": localized(edition["award"])},
        "license": LICENCE,
        "datePublished": published,
        "dateModified": modified,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address}
            for kind, address in downloads.items()
        ],
        "hasPart": [
            {
                "@type": "CreativeWork",
                "@id": url_of(one),
                "url": url_of(one),
                "identifier": one.number,
                "name": one.title,
                "abstract": one.content["summary"],
                "about": names[one.category_number],
                "award": f"{prizes[one.prize_code]} – {localized(edition['name'])}",
                "author": [{"@type": "Person", "name": name} for name in one.content["authors"]],
                "sourceOrganization": {"@type": "Organization", "name": one.organisation},
            }
            for one in works
            if one.is_honoured
        ],
    }
