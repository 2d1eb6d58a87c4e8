"""Comparing the texts of a file, for use outside the portal: lines in, pairs with their shared passages out."""

import json
import time
from collections.abc import Iterable
from typing import Any

from portal.screening.similarity import THRESHOLD, find_similar, passages


class TextFileError(Exception):
    """Raised for a line that is no text with an id; the message says which and what was expected."""


def compare_lines(lines: Iterable[str], *, threshold: float = THRESHOLD) -> dict[str, Any]:
    """The pairs among the texts of JSON lines: `{"pairs": [{"a", "b", "score", "passages"}], "seconds"}`.

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


def _read(lines: Iterable[str]) -> tuple[list[Any], list[str]]:
    ids: list[Any] = []
    texts: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise TextFileError(f"Line {number} is no JSON: {error}") from error
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("text"), str)
            or not isinstance(row.get("id"), str | int)
        ):
            raise TextFileError(f'Line {number}: an object like {{"id": "a1", "text": "…"}} was expected.')
        ids.append(row["id"])
        texts.append(row["text"])
    return ids, texts
