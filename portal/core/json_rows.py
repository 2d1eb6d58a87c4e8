"""JSON of very many rows, and of very large ones: read together, and written no more than once."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, cast


def as_text(column: Any) -> ColumnElement[str]:
    """A JSON column as it is written, to be read together with others."""
    return cast(column, Text)


def read_together(texts: Iterable[str]) -> list[Any]:
    """What each of many JSON texts says, in their order: one call of the parser instead of one for each row."""
    read: list[Any] = json.loads(f"[{','.join(texts)}]")
    return read


class Written(dict[str, Any]):
    """A mapping whose JSON has been written already: a row keeps those very characters."""

    def __init__(self, content: Mapping[str, Any], written: bytes):
        super().__init__(content)
        self.written = written


def to_json(value: Any) -> str:
    """What the database keeps of a JSON value."""
    return value.written.decode() if isinstance(value, Written) else json.dumps(value)
