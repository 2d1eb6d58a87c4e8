"""The rows of an edition, table by table and a few hundred at a time, as plain values."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select, tuple_

from portal.archive.tables import KEPT, Kept
from portal.core.db import transaction

BATCH = 500
BY_TABLE = {one.name: one for one in KEPT}


def rows_of(kept: Kept, edition_id: int) -> Iterator[dict[str, Any]]:
    """Every row of a table that belongs to the edition, in the order of its key.

    Each batch is a transaction of its own: nobody has to wait until a large archive is written.
    """
    table: Table = kept.model.__table__
    key = list(table.primary_key.columns)
    columns = [column for column in table.columns if column.name not in kept.withheld]
    wanted = select(*columns).where(belongs(kept.name, edition_id)).order_by(*key).limit(BATCH)
    last: tuple[Any, ...] | None = None
    while True:
        with transaction() as session:
            found = session.execute(wanted if last is None else wanted.where(tuple_(*key) > last)).mappings().all()
        yield from ({column.name: plain(row[column]) for column in columns} for row in found)
        if len(found) < BATCH:
            return
        last = tuple(found[-1][column] for column in key)


def belongs(name: str, edition_id: int) -> ColumnElement[bool]:
    """The condition by which the rows of a kept table are the edition's."""
    kept = BY_TABLE[name]
    table: Table = kept.model.__table__
    if not kept.through:
        return or_(false(), *(_pointed_at(table, column, edition_id) for column in _pointing_at(name)))
    column = table.c[kept.through]
    target = next((one.column for one in column.foreign_keys), None)
    if target is None or target.table.name == "editions":
        return column == edition_id
    return column.in_(select(target).where(belongs(target.table.name, edition_id)))


def _pointed_at(table: Table, column: Any, edition_id: int) -> ColumnElement[bool]:
    pointing = select(column).where(belongs(column.table.name, edition_id), column.is_not(None))
    return next(iter(table.primary_key)).in_(pointing)


@cache
def _pointing_at(name: str) -> tuple[Any, ...]:
    """The columns of kept tables by which a row of this table is known to the edition."""
    return tuple(
        column
        for other in KEPT
        for column in other.model.__table__.columns
        for key in column.foreign_keys
        if key.column.table.name == name and column.name != other.through and other.name != name
    )


def plain(value: Any) -> Any:
    """A value of the database as canonical JSON takes it; what is not whole is written as text, so that it is exact."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value
