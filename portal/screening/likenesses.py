"""Works that hold the same file or have near-same titles; what many share is a form or a phrase, and likens nobody."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz, process

SAME_TITLE = 90
"""Percent of likeness, words in any order, from which two titles count as near-same."""
FEWEST_TITLE_WORDS = 3
MOST_ALIKE = 64
"""A file in more works than this is a template, a title like more others than this is a phrase."""
BLOCK = 256
"""Titles that are compared with all others at once: a byte for each pair of them."""


def same_files(files: Sequence[Iterable[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of works, by their places, that hold a file with the same digest."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, digests in enumerate(files):
        for digest in digests:
            holders[digest].append(place)
    for places in holders.values():
        if len(places) <= MOST_ALIKE:
            yield from ((first, second) for at, first in enumerate(places) for second in places[at + 1 :])


def same_titles(titles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of works, by their places, whose folded titles are near-same; too short ones are not compared."""
    places = [place for place, title in enumerate(titles) if len(title.split()) >= FEWEST_TITLE_WORDS]
    # With their words sorted, the order of words counts for nothing.
    known = [" ".join(sorted(titles[place].split())) for place in places]
    for start in range(0, len(known), BLOCK):
        block = known[start : start + BLOCK]
        scores = process.cdist(block, known, scorer=fuzz.ratio, score_cutoff=SAME_TITLE, dtype=np.uint8)
        for at, row in enumerate(scores, start=start):
            alike = np.flatnonzero(row)
            if len(alike) - 1 <= MOST_ALIKE:
                yield from ((places[at], places[other]) for other in alike if other > at)
