"""Read the works of earlier editions that are listed beside a preset."""

from dataclasses import dataclass
from pathlib import Path

from portal.awards import preset_values as values
from portal.awards.preset_edition import may_whole, whole
from portal.awards.preset_errors import PresetError
from portal.awards.preset_nodes import Block, Reading
from portal.awards.preset_schema import Preset
from portal.awards.preset_words import Status
from portal.awards.preset_yaml import compose_mapping

OUTCOMES = ("awarded", "shortlisted", "entered")


@dataclass(frozen=True, slots=True)
class PresetWork:
    """A work of an earlier edition; the category is the preset's number, or none when not known."""

    edition: int
    category: int | None
    outcome: str
    prize: str | None
    title: str
    title_en: str | None
    organisation: str | None
    status: Status | None
    source: str | None
    note: str | None


def load_works(path: Path, preset: Preset) -> tuple[PresetWork, ...]:
    """Read a list of works whose categories and prizes are those of the preset."""
    reading = Reading(path, preset.edition.locales)
    root = Block(reading, compose_mapping(path), "", 1)
    works = tuple(_work(block, preset) for block in root.blocks("works"))
    root.close()
    if reading.problems:
        raise PresetError.from_problems(reading.problems)
    return works


def _work(block: Block, preset: Preset) -> PresetWork:
    prizes = tuple(prize.code for prize in preset.prizes)
    work = PresetWork(
        edition=whole(block, "edition", 1990, 2200),
        category=may_whole(block, "category", 1, 99),
        outcome=block.need("outcome", "one of " + ", ".join(OUTCOMES), values.one_of(OUTCOMES), ""),
        prize=block.may("prize", "one of " + ", ".join(prizes), values.one_of(prizes)),
        title=block.need("title", "the title of a work", str, ""),
        title_en=block.may("title_en", "a title in English", str),
        organisation=block.may("organisation", "the name of a body", str),
        status=block.may("status", "verified, sister_form or default", Status),
        source=block.may("source", "an address or a title", str),
        note=block.may("note", "a remark", str),
    )
    numbers = [category.number for category in preset.categories]
    if work.category is not None and work.category not in numbers:
        known = ", ".join(map(str, numbers))
        block.complain("category", f"the number of a category ({known})", str(work.category))
    if work.prize and work.outcome != "awarded":
        block.complain("prize", 'a prize only with outcome "awarded"', f'"{work.prize}"')
    block.close()
    return work
