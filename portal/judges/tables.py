"""Tables people upload: CSV and XLSX as rows of text, with limits, and nothing in them is ever run."""

import csv
import io
import zipfile
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.judges.import_rules import MOST_COLUMNS, MOST_ROWS, TableError

MOST_BYTES = 1_000_000
MOST_UNPACKED = 20_000_000
MOST_MEMBERS = 200
MOST_CELL = 4_000
UNREADABLE = _l("This is no table the portal can read: save it as .xlsx or as .csv (UTF-8)")


def read_table(content: bytes) -> list[list[str]]:
    """The first sheet of a workbook, or a CSV, by what the file is and not by what it is called."""
    if len(content) > MOST_BYTES:
        raise TableError(_l("The file is larger than 1 MB"))
    table = _read_xlsx(content) if content.startswith(b"PK") else _read_csv(content)
    while table and not any(cell.strip() for cell in table[-1]):
        table.pop()
    if len(table) > MOST_ROWS + 1:
        raise TableError(_l("At most %(n)d lines can be taken in at once", n=MOST_ROWS))
    return table


def _read_csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(UNREADABLE) from error
    if "\x00" in text:
        raise TableError(UNREADABLE)
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise TableError(UNREADABLE) from error
    return [[_cell(cell) for cell in row[:MOST_COLUMNS]] for row in rows]


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text[:MOST_CELL])


def _read_xlsx(content: bytes) -> list[list[str]]:
    _look_inside(content)
    # Loaded when first needed: few requests read a workbook.
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        lines = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return [_without_end([_cell(cell) for cell in line]) for line in lines]
    except Exception as error:
        # The library raises whatever its parts raise; to the reader it is one thing.
        raise TableError(UNREADABLE) from error


def _without_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _look_inside(content: bytes) -> None:
    """Refuse a package that unfolds into too much, or whose XML declares entities, before anything parses it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            left = MOST_UNPACKED
            if len(members) > MOST_MEMBERS:
                raise TableError(UNREADABLE)
            for member in members:
                # What the directory says of sizes may be a lie, so each is unpacked and measured.
                with package.open(member) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise TableError(_l("The file unfolds into more than 20 MB"))
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _look_at_xml(data)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(UNREADABLE) from error


def _look_at_xml(data: bytes) -> None:
    # Spreadsheets write UTF-8 and no document type; other encodings could hide one from this look.
    if b"\x00" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise TableError(_l("The file holds declarations that no spreadsheet writes; it is refused"))


def write_xlsx(rows: list[list[str]]) -> bytes:
    """A small workbook of text cells, none of them a formula."""
    from openpyxl import Workbook

    book, buffer = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place, text)
            cell.data_type = "s"
    book.save(buffer)
    return buffer.getvalue()
