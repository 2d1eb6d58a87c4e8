"""Reading lists and decisions."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.awards.models import Category, Prize
from portal.awards.queries import categories_of, prizes_of
from portal.core.db import db
from portal.decisions.models import Decision, ListEntry, ListKind, ListVersion
from portal.decisions.prizes import Candidate, Level, propose_prizes
from portal.submissions.models import Submission


def latest_list(edition: Any, kind: ListKind) -> ListVersion | None:
    """The newest list of a kind."""
    statement = select(ListVersion).where(ListVersion.edition_id == edition.id, ListVersion.kind == kind)
    return db.session.scalar(statement.order_by(ListVersion.number.desc()).limit(1))


def list_versions(edition: Any) -> list[ListVersion]:
    """Every list of the edition, the newest first."""
    statement = select(ListVersion).where(ListVersion.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(ListVersion.id.desc()).limit(100)))


def get_list_or_404(edition: Any, list_id: int) -> ListVersion:
    """A list of this edition."""
    found = db.session.scalar(
        select(ListVersion).where(ListVersion.id == list_id, ListVersion.edition_id == edition.id)
    )
    if found is None:
        raise NotFound()
    return found


def entries_of(version: ListVersion, hidden: frozenset[int] = frozenset()) -> Any:
    """The entries of a list in their order, to be paginated; hidden works are not among them."""
    return (
        select(ListEntry)
        .options(
            joinedload(ListEntry.submission).joinedload(Submission.category).lazyload(Category.criteria),
            joinedload(ListEntry.prize),
        )
        .where(ListEntry.list_version_id == version.id, ListEntry.submission_id.not_in(hidden))
        .order_by(ListEntry.position)
    )


def all_entries(version: ListVersion) -> list[ListEntry]:
    """Every entry of a list with submission, versions, category and prize, in a fixed number of statements."""
    statement = entries_of(version).options(joinedload(ListEntry.submission).selectinload(Submission.versions))
    return list(db.session.scalars(statement).unique())


def short_entries(version: ListVersion, hidden: frozenset[int] = frozenset()) -> list[ListEntry]:
    """Every entry of a list with its submission only."""
    return list(db.session.scalars(entries_of(version, hidden)))


def ranks_among(entries: list[ListEntry]) -> dict[int, int]:
    """The ranks of entries among themselves, by category, so that a gap tells nothing of what is left out."""
    ranks: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        ranks[entry.category_id].append(entry.rank)
    return {entry.id: 1 + sum(one < entry.rank for one in ranks[entry.category_id]) for entry in entries}


def latest_decision(edition: Any) -> Decision | None:
    """The newest decision of the edition."""
    statement = select(Decision).options(joinedload(Decision.list_version)).where(Decision.edition_id == edition.id)
    return db.session.scalar(statement.order_by(Decision.id.desc()).limit(1))


def levels_of(edition: Any) -> list[Level]:
    """The prize levels as plain values."""
    return as_levels(prizes_of(edition))


def as_levels(prizes: list[Prize]) -> list[Level]:
    """Prizes as the rules see them."""
    return [Level(one.code, one.rank, one.amount, one.max_per_category) for one in prizes]


def caps_of(edition: Any) -> dict[int, int]:
    """The soft cap of each category."""
    return {category.id: category.prize_cap for category in categories_of(edition)}


def proposal_for(edition: Any) -> dict[int, str]:
    """What the assistant proposes for the newest shortlist."""
    shortlist = latest_list(edition, ListKind.SHORTLIST)
    if shortlist is None:
        return {}
    entries = list(db.session.scalars(select(ListEntry).where(ListEntry.list_version_id == shortlist.id)))
    return proposal_from(entries, levels_of(edition), caps_of(edition), edition.prize_cap)


def proposal_from(
    entries: list[ListEntry], levels: list[Level], caps: dict[int, int], total_cap: int
) -> dict[int, str]:
    """What the assistant proposes for entries already read."""
    candidates = [
        Candidate(
            entry.submission_id,
            entry.category_id,
            Fraction(entry.mean_numerator, entry.mean_denominator),
            entry.rank,
        )
        for entry in entries
    ]
    return propose_prizes(candidates, levels, category_caps=caps, total_cap=total_cap)
