"""Tables as CSV that spreadsheets read rightly and take nothing in for a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def make_csv(heading: list[str], rows: Iterable[Iterable[Any]]) -> str:
    """CSV with a byte order mark, so that spreadsheets read Vietnamese rightly."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(cell) for cell in heading])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return "\ufeff" + buffer.getvalue()
