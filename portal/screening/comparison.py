"""Comparing the texts of a file, for use outside the portal: lines in, pairs with their shared passages out."""

import json
import time
from collections.abc import Iterable
from typing import Any

from portal.screening.similarity import THRESHOLD, find_similar, passages


class TextFileError(Exception):
    """Raised for a line that is no text with an id; the message says which and what was expected."""


def compare_lines(lines: Iterable[bytes], *, threshold: float = THRESHOLD) -> dict[str, Any]:
    """The pairs among the texts of JSON lines in UTF-8: `{"pairs": [{"a", "b", "score", "passages"}], "seconds"}`.

    A passage gives character offsets in both texts and the words as the first has them.
    """
    began = time.perf_counter()
    ids, texts = _read(lines)
    pairs = [
        {
            "a": ids[pair.a],
            "b": ids[pair.b],
            "score": pair.score,
            "passages": [
                {"a": [p.a_start, p.a_end], "b": [p.b_start, p.b_end], "text": texts[pair.a][p.a_start : p.a_end]}
                for p in passages(texts[pair.a], texts[pair.b])
            ],
        }
        for pair in find_similar(texts, threshold=threshold)
    ]
    return {"pairs": pairs, "seconds": round(time.perf_counter() - began, 3)}


def _read(lines: Iterable[bytes]) -> tuple[list[Any], list[str]]:
    known: dict[Any, str] = {}
    for number, line in enumerate(lines, start=1):
        try:
            written = line.decode("utf-8-sig" if number == 1 else "utf-8")
            row = json.loads(written) if written.strip() else None
        except UnicodeDecodeError as error:
            raise TextFileError(f"Line {number} is not UTF-8: {error.reason} at byte {error.start + 1}.") from error
        except (ValueError, RecursionError) as error:
            raise TextFileError(f"Line {number} is no JSON: {error}") from error
        if row is None:
            continue
        if not _is_text(row):
            raise TextFileError(f'Line {number}: an object like {{"id": "a1", "text": "…"}} was expected.')
        if row["id"] in known:
            raise TextFileError(f"Line {number}: the id {json.dumps(row['id'])} stands in an earlier line already.")
        known[row["id"]] = row["text"]
    return list(known), list(known.values())


def _is_text(row: Any) -> bool:
    """Whether a line gives an id and a text of whole characters: JSON can spell halves of them."""
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return False
    named = row.get("id")
    if not isinstance(named, str | int) or isinstance(named, bool):
        return False
    try:
        f"{named}{row['text']}".encode()
    except UnicodeEncodeError:
        return False
    return True
