"""Score files: CSV with a row for each score, checked line by line."""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.calibration.criteria import CriterionPoints, points_by_criterion
from portal.calibration.scores import Scores, scores_of

COLUMNS = ("judge", "submission", "score")
CRITERION = "criterion"
SHOWN = 20
LARGEST = 1e12
LONGEST = 200

Sheet = tuple[str, str]
Row = tuple[int, Sheet, str, float]


class ScoresFileError(Exception):
    """Raised for a file that cannot be used; `problems` are sentences with the number of their line."""

    def __init__(self, problems: list[str]):
        super().__init__(problems[0])
        self.problems = problems


@dataclass(frozen=True)
class ScoresFile:
    """What a file holds: the totals, and the points by criterion where it names criteria."""

    scores: Scores
    by_criterion: CriterionPoints | None


def read_scores(path: Path) -> Scores:
    """The scores in a file, summed over criteria; raises ScoresFileError."""
    return read_file(path).scores


def read_file(path: Path) -> ScoresFile:
    """The scores in a file, with and without their criteria; raises ScoresFileError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ScoresFileError([f"{path.name} cannot be read ({error.strerror or 'wrong name'})"]) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ScoresFileError([f"line {line}: not UTF-8 text; save the file as UTF-8"]) from error
    return file_in(text)


def scores_in(text: str) -> Scores:
    """The scores in the text of a file, summed over criteria; raises ScoresFileError."""
    return file_in(text).scores


def file_in(text: str) -> ScoresFile:
    """The scores in the text of a file, with and without their criteria; raises ScoresFileError."""
    problems: list[str] = []
    rows = list(_rows(text, problems))
    problems = problems or _lacking(rows)
    if problems:
        more = [f"and {len(problems) - SHOWN} more lines like these"] if len(problems) > SHOWN else []
        raise ScoresFileError([*problems[:SHOWN], *more])
    if not rows:
        raise ScoresFileError(["there are no scores after the first line"])
    return _file_of(rows)


def _file_of(rows: list[Row]) -> ScoresFile:
    given: dict[Sheet, dict[str, float]] = {}
    for _line, sheet, criterion, points in rows:
        given.setdefault(sheet, {})[criterion] = points
    scores = scores_of([(*sheet, sum(listed.values())) for sheet, listed in given.items()])
    named = len(next(iter(given.values()))) > 1
    return ScoresFile(scores, points_by_criterion(scores, list(given.values())) if named else None)


def _rows(text: str, problems: list[str]) -> Iterator[Row]:
    """Every row that makes sense; a sentence for every other."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    first: dict[tuple[Sheet, str], int] = {}
    try:
        places = _places(next(reader, []))
        for fields in reader:
            if not any(field.strip() for field in fields):
                continue
            found = _row(fields, places, reader.line_num)
            if isinstance(found, str):
                problems.append(found)
                continue
            line, sheet, criterion, _points = found
            before = first.setdefault((sheet, criterion), line)
            if before != line:
                what = f", criterion {criterion}" if criterion else ""
                problems.append(
                    f"line {line}: judge {sheet[0]} has scored submission {sheet[1]}{what} on line {before} already"
                )
                continue
            yield found
    except csv.Error as error:
        raise ScoresFileError([*problems, f"line {reader.line_num}: not CSV ({error})"]) from error


def _places(header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        hint = (
            "; separate the columns with commas" if len(names) == 1 and any(sign in names[0] for sign in ";\t") else ""
        )
        raise ScoresFileError([f"line 1: no column called {' or '.join(missing)}{hint}"])
    twice = [name for name in (*COLUMNS, CRITERION) if names.count(name) > 1]
    if twice:
        raise ScoresFileError([f"line 1: two columns are called {twice[0]}"])
    return {name: names.index(name) for name in (*COLUMNS, CRITERION) if name in names} | {"": len(names)}


def _row(fields: list[str], places: dict[str, int], line: int) -> Row | str:
    if len(fields) != places[""]:
        return f"line {line}: {len(fields)} columns instead of {places['']}"
    values = {name: fields[place].strip() for name, place in places.items() if name}
    empty = [name for name, value in values.items() if not value]
    if empty:
        return f"line {line}: {empty[0]} is empty"
    long = [name for name, value in values.items() if len(value) > LONGEST]
    if long:
        return f"line {line}: {long[0]} is longer than {LONGEST} characters"
    points = _number(values["score"])
    if points is None:
        return f"line {line}: the score {values['score']!r} is not a number such as 7 or 7.5"
    return line, (values["judge"], values["submission"]), values.get(CRITERION, ""), points


def _number(text: str) -> float | None:
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        return None
    return value if abs(value) <= LARGEST else None


def _lacking(rows: list[Row]) -> list[str]:
    """Sheets that lack a criterion: their sum would be too small, and nobody would see why."""
    criteria = {criterion for _line, _sheet, criterion, _points in rows}
    given: dict[Sheet, set[str]] = {}
    last: dict[Sheet, int] = {}
    for line, sheet, criterion, _points in rows:
        given.setdefault(sheet, set()).add(criterion)
        last[sheet] = line
    return [
        f"line {last[sheet]}: judge {sheet[0]} has given submission {sheet[1]} no score for criterion "
        + ", ".join(sorted(criteria - listed))
        for sheet, listed in given.items()
        if listed != criteria
    ]
