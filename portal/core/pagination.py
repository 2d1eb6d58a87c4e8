"""Pages of a list, so that no page grows with the data."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from portal.core.db import db

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows with what a pager needs."""

    items: list[Any]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def first(self) -> int:
        return 0 if not self.total else (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.size)


def paginate(statement: Select[Any], number: int, *, size: int = PAGE_SIZE, scalars: bool = True) -> Page:
    """Run the statement for one page and count the whole; a page number past the end gives the last page."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    window = statement.limit(size).offset((number - 1) * size)
    rows = db.session.scalars(window).unique() if scalars else db.session.execute(window)
    return Page(list(rows), number, total, size)


def paginate_list(rows: list[Any], number: int, *, size: int = PAGE_SIZE) -> Page:
    """One page of rows that are all at hand; a page number past the end gives the last page."""
    number = min(max(1, number), max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)
