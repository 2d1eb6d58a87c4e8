"""Reading judges from a table: which column is which, and what is wrong with each cell, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.rules import fold_email
from portal.core.search_text import fold
from portal.judges.models import PanelRole

MOST_ROWS = 500
MOST_COLUMNS = 40

COLUMNS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "name": (_l("Full name"), ("ho va ten", "ho ten", "ten", "full name", "name")),
    "email": (_l("E-mail address"), ("email", "e mail", "thu dien tu", "dia chi thu dien tu", "e mail address")),
    "organisation": (
        _l("Organisation"),
        ("co quan", "don vi", "co quan to chuc", "to chuc", "organisation", "organization", "organisations"),
    ),
    "category": (_l("Category"), ("linh vuc", "category", "field")),
    "round": (_l("Round"), ("vong", "round")),
    "role": (_l("Role on the panel"), ("vai tro", "vai tro trong hoi dong", "chuc danh hoi dong", "role")),
    "expertise": (_l("Expertise"), ("chuyen mon", "tu khoa", "expertise", "keywords")),
    "languages": (_l("Languages"), ("ngon ngu", "languages", "language")),
    "phone": (_l("Telephone"), ("dien thoai", "so dien thoai", "phone", "telephone")),
    "min_load": (_l("Fewest dossiers"), ("so ho so toi thieu", "toi thieu", "min load", "fewest dossiers")),
    "max_load": (_l("Most dossiers"), ("so ho so toi da", "toi da", "max load", "most dossiers")),
    "from_on": (_l("Sits from"), ("tu ngay", "from", "sits from")),
    "until_on": (_l("Sits until"), ("den ngay", "until", "to", "sits until")),
}
ROLE_WORDS = {
    "chu tich": PanelRole.CHAIR,
    "chair": PanelRole.CHAIR,
    "pho chu tich": PanelRole.DEPUTY,
    "deputy": PanelRole.DEPUTY,
    "deputy chair": PanelRole.DEPUTY,
    "thu ky": PanelRole.SECRETARY,
    "uy vien thu ky": PanelRole.SECRETARY,
    "secretary": PanelRole.SECRETARY,
    "uy vien": PanelRole.MEMBER,
    "thanh vien": PanelRole.MEMBER,
    "giam khao": PanelRole.MEMBER,
    "member": PanelRole.MEMBER,
    "": PanelRole.MEMBER,
    "chuyen gia": PanelRole.EXPERT,
    "chuyen gia duoc moi": PanelRole.EXPERT,
    "expert": PanelRole.EXPERT,
    "invited expert": PanelRole.EXPERT,
}
COUNCIL_WORDS = frozenset(
    ("hoi dong thanh pho", "hoi dong cap thanh pho", "hoi dong chung", "council", "tat ca", "all")
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the edition knows: categories and rounds by what people may write, and who sits or is invited already."""

    categories: Mapping[str, int]
    rounds: Mapping[str, int]
    default_round: int
    council_rounds: frozenset[int]
    taken: frozenset[tuple[int, int, str]] = frozenset()


@dataclass(slots=True)
class Row:
    """One line of the table: its number as a spreadsheet counts, its values, and what is wrong by column."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Any] = field(default_factory=dict)


class TableError(ValueError):
    """Raised for a table that cannot be read at all; `message` says why."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


def columns_of(heading: Sequence[str]) -> dict[int, str]:
    """Which column holds what; in Vietnamese or English, with or without accents."""
    words = {word: name for name, (_label, listed) in COLUMNS.items() for word in listed}
    found: dict[int, str] = {}
    for place, text in enumerate(heading):
        name = words.get(fold(text))
        if name is not None and name in found.values():
            raise TableError(_l("Two columns are called “%(name)s”", name=COLUMNS[name][0]))
        if name is not None:
            found[place] = name
    missing = [COLUMNS[name][0] for name in ("name", "email") if name not in found.values()]
    if missing:
        raise TableError(
            _l("The first line must name the columns; missing: %(names)s", names=", ".join(str(one) for one in missing))
        )
    return found


def read_rows(table: Sequence[Sequence[str]], known: Known) -> list[Row]:
    """Every line with what is wrong with it; empty lines are left out."""
    if not table:
        raise TableError(_l("The file is empty"))
    columns = columns_of(table[0])
    rows = []
    for number, line in enumerate(table[1:], start=2):
        cells = {name: line[place].strip() if place < len(line) else "" for place, name in columns.items()}
        if any(cells.values()):
            rows.append(Row(number, cells))
    if not rows:
        raise TableError(_l("There is no line below the heading"))
    if len(rows) > MOST_ROWS:
        raise TableError(_l("At most %(n)d lines can be taken in at once", n=MOST_ROWS))
    seen: dict[tuple[int, int, str], int] = {}
    for row in rows:
        check_row(row, known)
        _check_twice(row, known, seen)
    return rows


def check_row(row: Row, known: Known) -> None:
    """Read every cell of a line, or say what is wrong with it."""
    cells, values, problems = row.cells, row.values, row.problems
    values["name"] = " ".join(cells.get("name", "").split())
    if not values["name"]:
        problems["name"] = _l("The name is missing")
    elif len(values["name"]) > 120:
        problems["name"] = _l("The name is longer than 120 characters")
    email = fold_email(cells.get("email", ""))
    values["email"] = email or ""
    if not cells.get("email"):
        problems["email"] = _l("The e-mail address is missing")
    elif email is None:
        problems["email"] = _l("“%(text)s” is no e-mail address", text=cells["email"][:80])
    _check_place(row, known)
    _check_numbers(row)
    _check_dates(row)
    try:
        values["places"] = read_places(cells.get("organisation", "").replace(";", "\n"))
    except TableError as error:
        problems["organisation"] = error.message
    values["expertise"] = words_in(cells.get("expertise", ""))
    values["languages"] = words_in(cells.get("languages", ""))
    values["phone"] = cells.get("phone", "")[:40]


def _check_place(row: Row, known: Known) -> None:
    cells, values, problems = row.cells, row.values, row.problems
    role = ROLE_WORDS.get(fold(cells.get("role", "")))
    values["role"] = role
    if role is None:
        problems["role"] = _l("“%(text)s” is no role on a panel", text=cells["role"][:80])
    values["round"] = known.rounds.get(fold(cells.get("round", ""))) if cells.get("round") else known.default_round
    if values["round"] is None:
        problems["round"] = _l("There is no round “%(text)s”", text=cells["round"][:80])
    written = fold(cells.get("category", ""))
    council = values["round"] in known.council_rounds and (not written or written in COUNCIL_WORDS)
    values["category"] = None if council else known.categories.get(written)
    if not council and not written:
        problems["category"] = _l("The category is missing")
    elif not council and values["category"] is None:
        problems["category"] = _l("There is no category “%(text)s”", text=cells["category"][:80])


def _check_numbers(row: Row) -> None:
    for name in ("min_load", "max_load"):
        text = row.cells.get(name, "")
        whole = text.removesuffix(".0")
        row.values[name] = int(whole) if whole.isdecimal() and 0 < int(whole) <= 500 else None
        if text and row.values[name] is None:
            row.problems[name] = _l("“%(text)s” is no whole number from 1 to 500", text=text[:80])
    fewest, most = row.values["min_load"], row.values["max_load"]
    if fewest and most and fewest > most:
        row.problems["min_load"] = _l("The fewest dossiers are more than the most")


def _check_dates(row: Row) -> None:
    for name in ("from_on", "until_on"):
        text = row.cells.get(name, "")
        row.values[name] = read_date(text)
        if text and row.values[name] is None:
            row.problems[name] = _l("“%(text)s” is no date; write it as 31/12/2026", text=text[:80])
    begins, ends = row.values["from_on"], row.values["until_on"]
    if begins and ends and begins > ends:
        row.problems["until_on"] = _l("The term ends before it begins")


def _check_twice(row: Row, known: Known, seen: dict[tuple[int, int, str], int]) -> None:
    place = (row.values["round"] or 0, row.values["category"] or 0, row.values["email"])
    if row.problems:
        return
    if place in known.taken:
        row.problems["email"] = _l("Sits on this panel or is invited to it already")
    elif place in seen:
        row.problems["email"] = _l("The same person stands in line %(n)d already", n=seen[place])
    seen.setdefault(place, row.number)


def read_date(text: str) -> date | None:
    """A day as people and spreadsheets write it; none when it is not one."""
    for shape in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def read_places(text: str) -> list[tuple[str, date | None, date | None]]:
    """Organisations, one a line, each with `| from | until` where the days are known."""
    places = []
    for line in text.splitlines():
        name, *days = (part.strip() for part in line.split("|"))
        if not name and not any(days):
            continue
        read = [read_date(day) if day else None for day in (*days, "", "")[:2]]
        wrong = next((day for day, value in zip(days, read, strict=False) if day and value is None), None)
        if wrong is not None or len(days) > 2:
            raise TableError(_l("“%(text)s”: write the days as 31/12/2026", text=line[:80]))
        if not name or len(name) > 200:
            raise TableError(_l("“%(text)s” is no name of an organisation", text=line[:80]))
        if read[0] and read[1] and read[0] > read[1]:
            raise TableError(_l("“%(text)s”: it ends before it begins", text=line[:80]))
        places.append((name, read[0], read[1]))
    return places


def write_places(places: Sequence[tuple[str, date | None, date | None]]) -> str:
    """Organisations as `read_places` takes them."""
    lines = []
    for name, begins, ends in places:
        days = [f"{day:%d/%m/%Y}" if day else "" for day in (begins, ends)]
        lines.append(f"{name} | {days[0]} | {days[1]}".rstrip(" |") if any(days) else name)
    return "\n".join(lines)


def words_in(text: str) -> list[str]:
    """Keywords separated by commas or semicolons, each once."""
    parts = (" ".join(part.split())[:60] for part in text.replace(";", ",").replace("\n", ",").split(","))
    return list(dict.fromkeys(part for part in parts if part))[:30]
