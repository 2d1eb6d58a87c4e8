"""Looking things up in an archive: its rows by key in a scratch database of its own, files where they are."""

import json
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.archive import manifest
from portal.archive.container import chunks_of
from portal.archive.contents_check import lines_of

TABLES = """
CREATE TABLE rows (name TEXT, id INTEGER, place INTEGER, parent INTEGER, row TEXT);
CREATE INDEX rows_by_id ON rows (name, id);
CREATE INDEX rows_by_parent ON rows (name, parent, place);
CREATE INDEX rows_by_place ON rows (name, place);
"""
PARENTS = ("list_version_id", "submission_id", "assignment_id", "scoresheet_id")
"""By which of its columns a row is found, the first that it has."""


class Index:
    """The rows of an archive, read once; nothing of it is kept after the reader has stopped."""

    def __init__(self, path: Path, *, sealed: bool = False):
        self.file = zipfile.ZipFile(path)
        self.sealed = sealed
        document = manifest.read_manifest(self.file.read(manifest.MANIFEST))
        self.about: dict[str, Any] = document["manifest"]
        self.digest = str(document["digest"])
        self.names = {part["path"] for part in self.about["paths"]}
        # An empty name is a database on disk that vanishes with its connection: a large archive needs no memory.
        self._rows = sqlite3.connect("", check_same_thread=False)
        self._lock = threading.Lock()
        self._rows.executescript(TABLES)
        self._fill()

    def _fill(self) -> None:
        for path in sorted(self.names):
            if path.startswith(manifest.TABLES):
                name = path.removeprefix(manifest.TABLES).removesuffix(".jsonl")
                self._rows.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", self._read(name, path))
        own = (link for link in lines_of(self.file, manifest.AUDIT) if link["content"] is not None)
        events = (("events", link["sequence"], -link["sequence"], None, json.dumps(link)) for link in own)
        self._rows.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", events)
        self._rows.commit()

    def _read(self, name: str, path: str) -> Iterator[tuple[Any, ...]]:
        for place, row in enumerate(lines_of(self.file, path)):
            parent = next((row[column] for column in PARENTS if row.get(column) is not None), None)
            yield name, row.get("id"), place, parent, json.dumps(row)

    def _select(self, words: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._rows.execute(words, values).fetchall()

    def one(self, name: str, key: int | None) -> dict[str, Any]:
        """A row by its id; an empty one where there is none."""
        found = self._select("SELECT row FROM rows WHERE name = ? AND id = ?", name, key)
        return dict(json.loads(found[0][0])) if found else {}

    def all(self, name: str) -> list[dict[str, Any]]:
        """Every row of a small table, in its order."""
        return [json.loads(row) for (row,) in self._select("SELECT row FROM rows WHERE name = ? ORDER BY place", name)]

    def of(self, name: str, parent: int) -> list[dict[str, Any]]:
        """The rows that belong to another."""
        words = "SELECT row FROM rows WHERE name = ? AND parent = ? ORDER BY place"
        return [json.loads(row) for (row,) in self._select(words, name, parent)]

    def window(self, name: str, size: int, number: int) -> tuple[list[dict[str, Any]], int]:
        """One page of a table, and how many rows it has."""
        (total,) = self._select("SELECT count(*) FROM rows WHERE name = ?", name)[0]
        words = "SELECT row FROM rows WHERE name = ? ORDER BY place LIMIT ? OFFSET ?"
        found = self._select(words, name, size, (number - 1) * size)
        return [json.loads(row) for (row,) in found], int(total)

    def find(self, name: str, column: str, value: str) -> dict[str, Any]:
        """The first row with this value; an empty one where there is none."""
        words = "SELECT row FROM rows WHERE name = ? AND json_extract(row, ?) = ? LIMIT 1"
        found = self._select(words, name, f"$.{column}", value)
        return dict(json.loads(found[0][0])) if found else {}

    def path_of_file(self, public_id: str) -> str | None:
        """Where a file stands in the archive."""
        return next((path for path in self.names if path.startswith(f"{manifest.FILES}{public_id}.")), None)

    def pictures_of(self, public_id: str) -> list[str]:
        """The names of the pictures that were drawn of a file's pages."""
        start = f"{manifest.RENDITIONS}{public_id}/"
        found = (
            path.removeprefix(start) for path in self.names if path.startswith((f"{start}page-", f"{start}image-"))
        )
        return sorted(found, key=lambda name: (name.partition("-")[0], int(name.rpartition("-")[2])))

    def chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of a part, a piece at a time."""
        with self.file.open(path) as stream:
            yield from chunks_of(stream)  # type: ignore[arg-type]

    def size(self, path: str) -> int:
        """The bytes of a part."""
        return self.file.getinfo(path).file_size

    def releases(self) -> list[dict[str, Any]]:
        """Every release of the results, the newest first."""
        paths = (path for path in self.names if path.startswith(manifest.PUBLICATIONS))
        found = [dict(json.loads(self.file.read(path))) for path in paths]
        return sorted(found, key=lambda release: -release["number"])
