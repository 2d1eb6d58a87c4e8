"""The register of conflicts in numbers: exact for organizers, without small numbers for everybody."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from portal.awards.models import Category
from portal.core.db import db
from portal.judges.models import Conflict, ConflictKind, ConflictSource, ConflictState
from portal.judges.register_rules import LEAST, suppressed, total
from portal.submissions.models import Submission


def count_conflicts(edition: Any, hidden: frozenset[int] = frozenset()) -> list[tuple[Any, ...]]:
    """Kind, source, state, category and how many, in one grouped statement."""
    columns = (Conflict.kind, Conflict.source, Conflict.state, Submission.category_id)
    statement = select(*columns, func.count()).join(Submission).where(
        Submission.edition_id == edition.id, Submission.id.not_in(hidden)
    )  # fmt: skip
    return [tuple(row) for row in db.session.execute(statement.group_by(*columns))]


def tables(rows: list[tuple[Any, ...]], categories: list[Category], wanted: ConflictState) -> dict[str, dict[Any, int]]:
    """The conflicts in a state by kind, by source and by category; zeros are said too."""
    found: dict[str, Counter[Any]] = {"kinds": Counter(), "sources": Counter(), "categories": Counter()}
    for kind, source, state, category, count in rows:
        if state is wanted:
            found["kinds"][kind] += count
            found["sources"][source] += count
            found["categories"][category] += count
    whole: dict[str, list[Any]] = {
        "kinds": [*ConflictKind],
        "sources": [*ConflictSource],
        "categories": [one.id for one in categories],
    }
    return {name: {key: found[name][key] for key in keys} for name, keys in whole.items()}


def public_register(edition: Any, categories: list[Category]) -> dict[str, Any]:
    """What may be published of an edition's confirmed conflicts: no number from one to two, nor one that betrays it."""
    counted = tables(count_conflicts(edition), categories, ConflictState.CONFIRMED)
    numbers = {one.id: one.number for one in categories}
    sums = [total(counts) for counts in counted.values()]
    return {
        "least": LEAST,
        "total": None if None in sums else sums[0],
        "by_kind": {key.value: count for key, count in suppressed(counted["kinds"]).items()},
        "by_source": {key.value: count for key, count in suppressed(counted["sources"]).items()},
        "by_category": {str(numbers[key]): count for key, count in suppressed(counted["categories"]).items()},
    }
