"""Whole numbers from outside: only as large as a row's number can be, since databases choke on larger ones."""

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

MOST = 2**31 - 1


def whole(text: str) -> int:
    """The number that a field of a form or a query holds; ValueError for what is no number, or beyond all rows."""
    number = int(text)
    if abs(number) > MOST:
        raise ValueError(f"{number} is too large")
    return number


class WholeConverter(IntegerConverter):
    """`<int:…>` in addresses: beyond all rows there is no page."""

    def to_python(self, value: str) -> int:
        number = int(super().to_python(value))
        if number > MOST:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Bound every number in an address; before any route is known."""
    app.url_map.converters["int"] = WholeConverter
