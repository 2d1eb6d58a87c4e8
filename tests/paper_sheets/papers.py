"""Pairs and paper sheets for tests."""

from decimal import Decimal
from typing import Any

from portal.assignments import publishing
from portal.assignments import service as assignments
from portal.assignments.models import Assignment
from portal.assignments.queries import active_assignments
from portal.core.db import db
from portal.paper_sheets import service
from portal.paper_sheets.models import PaperSheet
from tests.factories import make_accepted, make_edition, make_organizer, make_panel


def make_pairs(works: int = 1, judges: int = 2) -> tuple[Any, Any, list[Assignment]]:
    """An edition with works given to judges, who have not declared anything: edition, organizer, pairs."""
    edition = make_edition()
    organizer = make_organizer(edition)
    make_accepted(edition, organizer, works)
    make_panel(edition, organizer, judges)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    db.session.commit()
    return edition, organizer, active_assignments(edition)


def key_in(pair: Assignment, actor: Any, first: int | None = 50, second: int | None = 30, **values: Any) -> PaperSheet:
    """A paper sheet of the two criteria, with its total read right and the judge's tick."""
    one, two = pair.submission.category.criteria
    given = {one.id: first, two.id: second}
    total = sum(value or 0 for value in given.values())
    defaults: dict[str, Any] = {
        "points": {key: None if value is None else Decimal(value) for key, value in given.items()},
        "comments": {}, "comment_for_author": "", "written_total": Decimal(total), "declared": True, "actor": actor,
    }  # fmt: skip
    return service.key_in(pair, **{**defaults, **values})
