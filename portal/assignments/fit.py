"""How well a judge fits a work: keywords, likeness of texts, and the judge's own word, each kept apart.

All parts are thousandths, from 0 to 1000, in arrays of judges × submissions; nothing here is official, but whole
numbers can be frozen and hashed. Keywords count with falling weight (1 − ½ⁿ for n of them found). Likeness is the
cosine of TF-IDF vectors over folded words and pairs of words (Salton and Buckley 1988), which suits Vietnamese, where
most words are two syllables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

import numpy as np

from portal.assignments.tables import Array
from portal.core.search_text import fold

WHOLE = 1000
SAID_NOTHING = 500
"""What the part of the judge's own word is worth when there is none."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; they need not add up to anything."""

    keywords: int = 40
    text: int = 40
    preference: int = 20


@dataclass(frozen=True, slots=True)
class Fits:
    """The three parts, each judges × submissions in thousandths, and the weights that join them."""

    keywords: Array
    text: Array
    preference: Array
    weights: Weights

    @property
    def joined(self) -> Array:
        """The weighted mean of the parts, in thousandths."""
        weights = self.weights
        total = max(1, weights.keywords + weights.text + weights.preference)
        summed = self.keywords * weights.keywords + self.text * weights.text + self.preference * weights.preference
        return summed // total


def keywords_found(expertise: Iterable[str], text: str) -> tuple[str, ...]:
    """The phrases of a judge's expertise that stand in a text, as whole words, whatever their marks and case."""
    return found_in(expertise, fold(text))


def found_in(expertise: Iterable[str], folded: str) -> tuple[str, ...]:
    """The same for a text that is folded already."""
    return tuple(word for word in dict.fromkeys(expertise) if (key := fold(word)) and f" {key} " in f" {folded} ")


def keyword_parts(expertise: Sequence[Sequence[str]], texts: Sequence[str]) -> Array:
    """Keywords of each judge (rows) found in each text (columns), in thousandths."""
    folded = [fold(text) for text in texts]
    counts = np.array([[len(found_in(words, text)) for text in folded] for words in expertise], np.int64)
    counts = counts.reshape(len(expertise), len(texts))
    return WHOLE - WHOLE // (2 ** np.minimum(counts, 10))


def text_parts(judges: Sequence[str], works: Sequence[str]) -> Array:
    """Likeness of each judge's text (rows) and each work's (columns), in thousandths."""
    of_judges, of_works = [_terms(text) for text in judges], [_terms(text) for text in works]
    rarity = _rarity(of_works)
    lengths = [_length(terms, rarity) for terms in of_works]
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, terms in enumerate(of_works):
        for term, times in terms.items():
            postings[term].append((place, _weight(times) * rarity[term] / (lengths[place] or 1.0)))
    likeness = np.zeros((len(judges), len(works)))
    for judge, terms in enumerate(of_judges):
        length = _length(terms, rarity)
        for term, times in terms.items():
            for place, weight in postings.get(term, ()):
                likeness[judge, place] += weight * _weight(times) * rarity[term] / (length or 1.0)
    return np.minimum(WHOLE, np.rint(likeness * WHOLE)).astype(np.int64)


def _terms(text: str) -> Counter[str]:
    words = fold(text).split()
    return Counter([*words, *(f"{one} {next_one}" for one, next_one in pairwise(words))])


def _rarity(listed: list[Counter[str]]) -> dict[str, float]:
    present = Counter(term for terms in listed for term in terms)
    return {term: log((1 + len(listed)) / (1 + count)) + 1 for term, count in present.items()}


def _weight(times: int) -> float:
    return 1 + log(times)


def _length(terms: Counter[str], rarity: dict[str, float]) -> float:
    # A word of a judge's that no work has says nothing about the works.
    return sqrt(sum((_weight(times) * rarity[term]) ** 2 for term, times in terms.items() if term in rarity))
