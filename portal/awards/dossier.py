"""The dossier's slots as an edition froze them: which documents, of which types, how large."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the dossier for one kind of document."""

    code: str
    name: Mapping[str, str]
    help: Mapping[str, str]
    required: bool
    extensions: tuple[str, ...]
    media_types: tuple[str, ...]
    max_files: int
    max_size: int
    categories: tuple[str, ...]
    visible_to_judges: bool

    def accepts_extension(self, extension: str) -> bool:
        return extension.lower() in self.extensions


def _slot(raw: Mapping[str, Any]) -> Slot:
    return Slot(
        code=raw["code"],
        name=raw["name"],
        help=raw["help"],
        required=raw["required"],
        extensions=tuple(kind["extension"].lower().lstrip(".") for kind in raw["file_types"]),
        media_types=tuple(media for kind in raw["file_types"] for media in kind["media_types"]),
        max_files=raw["max_files"],
        max_size=raw["max_size_mb"] * MEGABYTE,
        categories=tuple(raw["categories"]),
        visible_to_judges=raw["visible_to_judges"],
    )


def slots_of(edition: Any, category: Any = None) -> list[Slot]:
    """The slots asked of a category; without a category, those asked of every one."""
    code = getattr(category, "code", None)
    slots = [_slot(raw) for raw in edition.dossier]
    return [slot for slot in slots if not slot.categories or code in slot.categories]
