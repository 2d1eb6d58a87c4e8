"""The winners of an edition, as they were published and in no other words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.awards.models import Edition
from portal.core.db import db
from portal.honours.settings import HonoursSettings
from portal.publication.queries import published_results
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Winner:
    """A work with its prize; `content` is what a certificate of it says."""

    submission_id: int
    number: str
    title: str
    organisation: str
    authors: tuple[str, ...]
    prize: str
    amount: int
    content: Mapping[str, Any]

    def recipients(self, settings: HonoursSettings) -> list[tuple[int, str]]:
        """Whom certificates are for, by place among the authors; 0 is the work as a whole."""
        if settings.per_author and self.authors:
            return list(enumerate(self.authors, start=1))
        return [(0, ", ".join(self.authors) or self.organisation)]


def winners_of(edition: Edition, hidden: frozenset[int] = frozenset()) -> list[Winner]:
    """The winners of the newest release, the higher prizes first; none before there is one."""
    publication = published_results(edition)
    if publication is None:
        return []
    results = publication.results
    prizes = {one["code"]: one for one in results["prizes"]}
    categories = {one["number"]: one["name"] for one in results["categories"]}
    honoured = [one for one in results["shortlist"] if one["prize"]]
    ids = _ids(edition, [one["number"] for one in honoured])
    winners = [
        _winner(one, ids[one["number"]], prizes[one["prize"]], categories[one["category"]], results)
        for one in honoured
        if one["number"] in ids and ids[one["number"]] not in hidden
    ]
    return sorted(winners, key=lambda one: (prizes[one.prize]["rank"], one.number))


def winner_of(edition: Edition, submission_id: int) -> Winner | None:
    """The prize of one work, or None when it has none."""
    return next((one for one in winners_of(edition) if one.submission_id == submission_id), None)


def _ids(edition: Edition, numbers: list[str]) -> dict[str, int]:
    statement = select(Submission.number, Submission.id).where(
        Submission.edition_id == edition.id, Submission.number.in_(numbers)
    )
    return {str(number): one for number, one in db.session.execute(statement)}


def _winner(
    entry: Mapping[str, Any],
    submission_id: int,
    prize: Mapping[str, Any],
    category: Mapping[str, str],
    results: Mapping[str, Any],
) -> Winner:
    return Winner(
        submission_id=submission_id,
        number=entry["number"],
        title=entry["title"],
        organisation=entry["organisation"],
        authors=tuple(entry["authors"]),
        prize=prize["code"],
        amount=prize["amount"],
        content={
            "work": entry["title"],
            "receipt": entry["number"],
            "organisation": entry["organisation"],
            "prize": prize["name"],
            "prize_code": prize["code"],
            "category": category,
            "edition": results["edition"]["name"],
            "award": results["edition"]["award"],
            "decision": {name: results["decision"][name] for name in ("reference", "date", "signatory")},
        },
    )
