"""Words before a name that give a person away, and what a name is made of."""

import re
import unicodedata
from dataclasses import dataclass

from portal.core.search_text import fold

ABBREVIATIONS = frozenset(
    (
        "prof",
        "gs",
        "pgs",
        "ts",
        "ths",
        "tskh",
        "bs",
        "bscki",
        "bsckii",
        "ks",
        "kts",
        "ls",
        "cn",
        "mr",
        "mrs",
        "ms",
        "dr",
    )
)
"""Degrees and forms of address written short, which a full stop may follow."""
ADDRESSES = frozenset(["ông", "bà", "anh", "chị", "cô", "chú", "bác", "thầy"])
"""How people are called; what follows may be written in any case."""
BARE_ADDRESSES = frozenset(fold(one) for one in ADDRESSES)
ROLES = frozenset(["sĩ", "sỹ", "sư", "chí", "khảo", "viên", "professor", "doctor"])
"""The last word of `tiến sĩ`, `giáo sư`, `đồng chí`, `giám khảo`, `ủy viên`: before a capital only."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, with its place and with what stands before it."""

    text: str
    folded: str
    start: int
    end: int
    gap: str

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper()


def words_of(text: str) -> list[Word]:
    """The words of a text in the composed form (NFC), which is how every text is stored."""
    found, last = [], 0
    for match in _WORD.finditer(text):
        found.append(Word(match[0], fold(match[0]), match.start(), match.end(), text[last : match.start()]))
        last = match.end()
    return found


def name_words(name: str) -> list[str]:
    """The words of a person's name without the degrees before it."""
    listed = [one.text for one in words_of(unicodedata.normalize("NFC", name))]
    while len(listed) > 1 and listed[0].lower() in ABBREVIATIONS:
        listed = listed[1:]
    return listed


def is_bare(text: str) -> bool:
    """Whether a word is written without any Vietnamese marks."""
    return fold(text) == text.lower()


def _marks(text: str) -> list[str]:
    """The letters and marks of a word in any order: `hòa` and `hoà` are the same name."""
    return sorted(unicodedata.normalize("NFD", text.lower()))


def may_be(word: Word, name: str) -> bool:
    """Whether a word can be this name: with its marks, or with none on either side; a capital is name enough."""
    if word.folded != fold(name):
        return False
    return word.is_capital or is_bare(word.text) or is_bare(name) or _marks(word.text) == _marks(name)


def is_title(word: Word, following: Word) -> bool:
    """Whether a word is a form of address for what follows it."""
    lower, gap = word.text.lower(), following.gap
    if lower in ABBREVIATIONS:
        return re.fullmatch(r"[.\s]{1,3}", gap) is not None
    if gap.strip() or not gap:
        return False
    if lower in ADDRESSES:
        return True
    if lower in ROLES:
        return following.is_capital
    return lower in BARE_ADDRESSES and (following.is_capital or is_bare(following.text))
