"""How a letter is made of sheets: what belongs in it, in which order, and in which states it may change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from portal.core.digest import digest

GENERAL, TEXT = "general", "text-"
"""The names of a letter's parts, as its form and its findings call them: `general`, and `text-3` for criterion 3."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What one finished sheet says to the author, by part of the letter; nothing of who wrote it, no private note."""

    sheet: int
    words: Mapping[str, str]


def parts_of(criteria: Iterable[int]) -> list[str]:
    """The parts of a letter in the order in which they are read."""
    return [*(f"{TEXT}{one}" for one in criteria), GENERAL]


def places(
    before: Mapping[str, list[int]], sheets: Iterable[Remarks], parts: Iterable[str], chance: Random
) -> dict[str, list[int]]:
    """The order of the sheets in each part, drawn for each by itself so that it does not tell who wrote what.

    Sheets that have a place keep it, new ones are put in anywhere, and those that say nothing there have none.
    """
    listed = list(sheets)
    found = {}
    for part in parts:
        speaking = {one.sheet for one in listed if one.words.get(part)}
        order = [one for one in before.get(part, []) if one in speaking]
        for sheet in sorted(speaking - set(order)):
            order.insert(chance.randint(0, len(order)), sheet)
        found[part] = order
    return found


def remarks_in_order(order: Mapping[str, list[int]], sheets: Iterable[Remarks]) -> dict[str, list[str]]:
    """What is said in each part, in its order; a sheet that has no place there is left out."""
    said = {one.sheet: one.words for one in sheets}
    return {
        part: [said[sheet][part] for sheet in listed if said.get(sheet, {}).get(part)] for part, listed in order.items()
    }


def gathered(order: Mapping[str, list[int]], sheets: Iterable[Remarks]) -> dict[str, str]:
    """The first words of a letter: each remark once, with an empty line between two."""
    listed = remarks_in_order(order, sheets)
    return {part: "\n\n".join(dict.fromkeys(words)) for part, words in listed.items()}


def source_digest(sheets: Iterable[Remarks]) -> str:
    """A fingerprint of what the sheets say, whatever their order."""
    return digest([[one.sheet, dict(one.words)] for one in sorted(sheets, key=lambda one: one.sheet)])


def differing(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """The parts whose words are not the same on both sides."""
    return tuple(part for part, words in mine.items() if words != theirs.get(part, ""))
