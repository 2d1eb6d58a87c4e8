"""The tables and lists of pairs of a problem file, checked: every id known, every number in its range."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from portal.assignments import problem_values as values
from portal.assignments.problem import Id
from portal.assignments.problem_values import ProblemFileError, wrong
from portal.assignments.tables import Array, DenseTable, MappedTable, PairTable, Table, marked, no_pairs

MAPPED_ABOVE = 50_000_000
"""Larger arrays are left in their file and read in blocks."""
ROWS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Names:
    """The position of every id."""

    judges: dict[Id, int]
    submissions: dict[Id, int]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of judges and of submissions."""
        return len(self.judges), len(self.submissions)


def _position(known: dict[Id, int], value: Any, where: str, kind: str) -> int:
    name = values.identifier(value, where)
    if name not in known:
        raise wrong(where, f"there is no {kind} with the id {values.shown(name)}")
    return known[name]


def _pair(names: Names, row: list[Any], where: str) -> tuple[int, int]:
    return (
        _position(names.judges, row[0], f"{where}[0]", "judge"),
        _position(names.submissions, row[1], f"{where}[1]", "submission"),
    )


def pair_list(content: Any, key: str, names: Names, *, with_fit: bool = False) -> Array:
    """A list of [judge, submission], or nothing; a pair may be named more than once.

    Where pairs may come from an earlier answer, `with_fit` lets them keep their fit as a third cell; it is not used.
    """

    def read(value: Any, where: str) -> tuple[int, int]:
        row = values.sequence(value, where)
        if with_fit and len(row) == 3:
            values.fraction(row.pop(), f"{where}[2]")
        if len(row) != 2:
            raise wrong(where, f"{values.shown(row)} is not a pair [judge, submission]")
        return _pair(names, row, where)

    found = list(dict.fromkeys(values.each([] if content is None else content, key, read)))
    return np.array(found, np.int64) if found else no_pairs()


def _one_of(given: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    present = [key for key in keys if given.get(key) is not None]
    if len(present) > 1:
        raise wrong(present[1], f'"{present[0]}" is given too; give one of them')
    return present[0] if present else None


def fit_table(given: dict[str, Any], names: Names, folder: Path) -> Table:
    """How well each pair fits."""
    default = values.fraction(given.get("default_fit", 0), "default_fit")
    source = _one_of(given, ("fit", "fit_csv", "fit_npy"))
    if source == "fit_npy":
        return _array_table(given[source], source, names, folder)
    if source == "fit_csv":
        rows = _csv_rows(given[source], names, folder)
    elif source == "fit":
        rows = list(values.each(given[source], "fit", lambda row, where: (where, *_fit_row(row, where, names))))
    else:
        rows = []
    return _from_rows(rows, default, names)


def _fit_row(value: Any, where: str, names: Names) -> tuple[int, int, float]:
    row = values.sequence(value, where)
    if len(row) != 3:
        raise wrong(where, f"{values.shown(row)} is not [judge, submission, fit]")
    return *_pair(names, row, where), values.fraction(row[2], f"{where}[2]")


def _from_rows(rows: list[tuple[str, int, int, float]], default: float, names: Names) -> Table:
    seen: dict[tuple[int, int], str] = {}
    for where, judge, submission, _fit in rows:
        if (judge, submission) in seen:
            raise wrong(where, f"this pair has its fit in {seen[judge, submission]} already")
        seen[judge, submission] = where
    pairs = np.array([row[1:3] for row in rows], np.int64).reshape(-1, 2)
    return PairTable(pairs, np.array([row[3] for row in rows], np.float64), default, names.shape)


def _located(value: Any, key: str, folder: Path) -> Path:
    name = values.text(value, key)
    if not name or "\0" in name:
        raise wrong(key, f"{values.shown(name)} is not the path of a file")
    return folder / name


def _csv_rows(value: Any, names: Names, folder: Path) -> list[tuple[str, int, int, float]]:
    path = _located(value, "fit_csv", folder)
    try:
        content = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except OSError as error:
        raise wrong("fit_csv", f"{path.name} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise wrong("fit_csv", f"{path.name}: byte {error.start + 1} is not UTF-8 text") from error
    except csv.Error as error:
        raise wrong("fit_csv", f"{path.name} is not CSV ({error})") from error
    if rows and [cell.strip().casefold() for cell in rows[0]] == ["judge", "submission", "fit"]:
        rows[0] = []
    judges, submissions = _by_text(names.judges), _by_text(names.submissions)
    found = []
    for number, row in enumerate(rows, start=1):
        if row:
            found.append(_csv_row(row, f"fit_csv: {path.name}, row {number}", judges, submissions))
    return found


def _by_text(known: dict[Id, int]) -> dict[str, int]:
    """Ids as a CSV file writes them, without spaces around; where a text and a number look the same, the text."""
    texts_last = sorted(known.items(), key=lambda item: isinstance(item[0], str))
    return {str(name).strip(): place for name, place in texts_last}


def _csv_row(
    row: list[str], where: str, judges: dict[str, int], submissions: dict[str, int]
) -> tuple[str, int, int, float]:
    if len(row) != 3:
        raise wrong(where, f"{len(row)} cells instead of judge, submission, fit")
    judge, submission, number = (cell.strip() for cell in row)
    for known, name, kind in ((judges, judge, "judge"), (submissions, submission, "submission")):
        if name not in known:
            raise wrong(where, f"there is no {kind} with the id {values.shown(name)}")
    try:
        fit = float(number)
    except ValueError:
        raise wrong(where, f"{values.shown(number)} is not a number") from None
    return where, judges[judge], submissions[submission], values.fraction(fit, where)


def _array_table(value: Any, key: str, names: Names, folder: Path) -> Table:
    path = _located(value, key, folder)
    array = _opened(path, key)
    if array.shape != names.shape:
        needed = f"{names.shape[0]} × {names.shape[1]} (judges × submissions)"
        raise wrong(key, f"{path.name} has the shape {' × '.join(map(str, array.shape))} instead of {needed}")
    if array.dtype.kind not in "fiub":
        raise wrong(key, f"{path.name} holds {array.dtype} instead of numbers")
    _check_range(array, key, path)
    return MappedTable(path) if array.size > MAPPED_ABOVE else DenseTable(np.array(array))


def _opened(path: Path, key: str) -> Array:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        if not isinstance(array, np.ndarray):
            raise ValueError("several arrays in one file")
        return array
    except OSError as error:
        raise wrong(key, f"{path.name} cannot be read ({error.strerror or 'no array in it'})") from error
    except (ValueError, EOFError, SyntaxError, OverflowError, MemoryError, BadZipFile) as error:
        raise wrong(key, f"{path.name} is not a whole .npy file of numbers") from error


def _check_range(array: Array, key: str, path: Path) -> None:
    step = max(1, ROWS_AT_ONCE // max(1, array.shape[1]))
    for start in range(0, array.shape[0], step):
        rows = array[start : start + step]
        # NaN is neither, and compares as false.
        if rows.size and not (rows.min() >= 0 and rows.max() <= 1):
            row, column = (int(place) for place in np.argwhere(~((rows >= 0) & (rows <= 1)))[0])
            number = rows[row, column]
            raise wrong(key, f"{path.name}: [{start + row}, {column}] is {number}, which is not a number from 0 to 1")


def conflict_table(given: dict[str, Any], names: Names, folder: Path) -> Table:
    """Which pairs must never be made."""
    if _one_of(given, ("conflicts", "conflicts_npy")) != "conflicts_npy":
        return marked(pair_list(given.get("conflicts"), "conflicts", names), names.shape)
    table = _array_table(given["conflicts_npy"], "conflicts_npy", names, folder)
    kind = table.values.dtype if isinstance(table, DenseTable) else _opened(table.path, "conflicts_npy").dtype  # type: ignore[attr-defined]
    if kind != np.bool_:
        raise wrong("conflicts_npy", f"holds {kind} instead of true and false")
    return table


def expert_table(
    given: dict[str, Any], judges: list[dict[str, Any]], submissions: list[dict[str, Any]], names: Names
) -> tuple[Table | None, int]:
    """Who is an expert for what: listed pairs, and judges who share a word of expertise with the submission."""
    minimum = values.whole(given.get("minimum_experts", 0), "minimum_experts")
    listed = pair_list(given.get("experts"), "experts", names)
    words = [_words(person, f"judges[{place}]") for place, person in enumerate(judges)]
    asked = [_words(person, f"submissions[{place}]") for place, person in enumerate(submissions)]
    if not minimum:
        return None, 0
    vocabulary = {word: place for place, word in enumerate(sorted(set().union(*words, *asked)))}
    shared = _marks(words, vocabulary) @ _marks(asked, vocabulary).T > 0
    shared[listed[:, 0], listed[:, 1]] = True
    return DenseTable(shared), minimum


def _words(person: dict[str, Any], where: str) -> set[str]:
    place = f"{where}.expertise"
    return {values.folded(word) for word in values.each(person.get("expertise") or [], place, values.text)}


def _marks(people: list[set[str]], vocabulary: dict[str, int]) -> Array:
    marks = np.zeros((len(people), len(vocabulary)), np.float32)
    for row, words in enumerate(people):
        marks[row, [vocabulary[word] for word in words]] = 1
    return marks


__all__ = ["Names", "ProblemFileError", "conflict_table", "expert_table", "fit_table", "pair_list"]
