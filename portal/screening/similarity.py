"""Near-same texts: shared runs of three words, after folding marks and case, found by one sort over all texts.

Every text becomes the set of its three-word shingles (Broder, On the resemblance and containment of documents, 1997).
Two texts are compared by containment, the shared shingles over those of the smaller text, so that a part copied into a
longer text is found as well. Shingles that many texts share are boiler-plate and count for nobody.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.core.search_text import fold

WIDTH = 3
THRESHOLD = 0.15
MOST_TEXTS = 64
"""A shingle in more texts than this is boiler-plate."""
FEWEST_SHARED = 4
GAP = 4
"""Words that may differ inside one passage."""
MOST_PASSAGES = 8

Hashes = npt.NDArray[np.uint64]
_WORD = re.compile(r"[\w\u0300-\u036f]+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that two texts share: where they stand in each, as character offsets."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two texts by their places in the input (`a` before `b`) and their containment, 0 to 1."""

    a: int
    b: int
    score: float


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The folded words of a text, each with its first and last character offset in the original."""
    return [(fold(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]


def find_similar(texts: Sequence[str], *, threshold: float = THRESHOLD) -> list[SimilarPair]:
    """Every pair whose containment reaches the threshold, the most similar first.

    Memory grows with the number of distinct shingles (eight bytes each and eight for its text); time with their sort.
    """
    sets = _shingle_sets(texts)
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    if not sizes.sum():
        return []
    shingles = np.concatenate(sets)
    owners = np.repeat(np.arange(len(sets), dtype=np.int64), sizes)
    order = np.argsort(shingles, kind="stable")
    shingles, owners = shingles[order], owners[order]
    starts = np.flatnonzero(np.concatenate(([True], shingles[1:] != shingles[:-1])))
    counts = np.diff(np.append(starts, len(shingles)))
    # What is boiler-plate is not counted on either side of the fraction.
    common = np.repeat(counts > MOST_TEXTS, counts)
    sizes = sizes - np.bincount(owners[common], minlength=len(sets))
    keys, shared = _shared_counts(owners, starts, counts, len(sets))
    return _pairs(keys, shared, sizes, threshold)


def _pairs(
    keys: npt.NDArray[np.int64], shared: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], threshold: float
) -> list[SimilarPair]:
    first, second = np.divmod(keys, len(sizes))
    smaller = np.minimum(sizes[first], sizes[second])
    scores = shared / np.maximum(smaller, 1)
    # A short text is similar only when nearly all of it is: three chance words are no evidence.
    enough = shared >= np.minimum(FEWEST_SHARED, smaller)
    kept = np.flatnonzero((scores >= threshold) & enough)
    kept = kept[np.argsort(-scores[kept], kind="stable")]
    return [SimilarPair(int(first[i]), int(second[i]), round(float(scores[i]), 4)) for i in kept]


def _shared_counts(
    owners: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], texts: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each pair (as `first * texts + second`) that shares a shingle: how many."""
    found: list[npt.NDArray[np.int64]] = []
    for count in range(2, MOST_TEXTS + 1):
        runs = starts[counts == count]
        if not len(runs):
            continue
        # All shingles that stand in exactly `count` texts at once: one row each, owners in ascending order.
        rows = owners[runs[:, None] + np.arange(count)]
        left, right = np.triu_indices(count, k=1)
        pairs = rows[:, left] * texts + rows[:, right]
        found.append(pairs.ravel())
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys, shared = np.unique(np.concatenate(found), return_counts=True)
    return keys, shared


def _shingle_sets(texts: Iterable[str]) -> list[Hashes]:
    numbers: dict[str, int] = defaultdict(lambda: len(numbers) + 1)
    return [_shingles([numbers[word] for word in _WORD.findall(fold(text))]) for text in texts]


def _shingles(words: list[int]) -> Hashes:
    """The distinct shingles of a text as 64-bit hashes; a text of fewer words is one shingle of its own."""
    if not words:
        return np.zeros(0, np.uint64)
    padded = words + [0] * (WIDTH - len(words))
    ids = np.array(padded, dtype=np.uint64)
    hashes = np.zeros(len(ids) - WIDTH + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(WIDTH):
            hashes = (hashes ^ ids[place : place + len(hashes)]) * _MULTIPLIER
            hashes ^= hashes >> np.uint64(29)
    return np.unique(hashes)


def passages(a: str, b: str) -> list[Passage]:
    """The longest shared passages of two texts, in the order of the first; small changes inside one are bridged."""
    first, second = words_of(a), words_of(b)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(first) - WIDTH + 1):
        places[tuple(word for word, _start, _end in first[place : place + WIDTH])].append(place)
    runs: list[list[int]] = []
    for place in range(len(second) - WIDTH + 1):
        for other in places.get(tuple(word for word, _start, _end in second[place : place + WIDTH]), ()):
            if not _extends(runs, other, place):
                runs.append([other, other + WIDTH, place, place + WIDTH])
    longest = sorted(runs, key=lambda run: run[0] - run[1])[:MOST_PASSAGES]
    return [
        Passage(first[a0][1], first[a1 - 1][2], second[b0][1], second[b1 - 1][2])
        for a0, a1, b0, b1 in sorted(_without_overlaps(longest))
    ]


def _extends(runs: list[list[int]], a: int, b: int) -> bool:
    """Lengthen the run that these three words continue, over a gap of a few words at most."""
    for run in reversed(runs[-200:]):
        if -WIDTH < a - run[1] <= GAP and -WIDTH < b - run[3] <= GAP:
            run[1], run[3] = max(run[1], a + WIDTH), max(run[3], b + WIDTH)
            return True
    return False


def _without_overlaps(runs: list[list[int]]) -> list[list[int]]:
    kept: list[list[int]] = []
    for run in runs:
        if all(run[1] <= one[0] or one[1] <= run[0] for one in kept):
            kept.append(run)
    return kept
