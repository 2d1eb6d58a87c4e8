"""The dossier's slots as an edition froze them: which documents, of which types, how large."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.awards.conditions import Condition, all_hold, conditions_from

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
    public: bool = False
    """Whether its pictures are shown on the page of a winning work."""
    when: tuple[Condition, ...] = ()

    def accepts_extension(self, extension: str) -> bool:
        return extension.lower() in self.extensions


def scan_slot(code: str, *, required: bool = False, visible_to_judges: bool = False) -> Slot:
    """A place for the scan of one paper, outside of any dossier: a PDF or a picture."""
    return Slot(
        code=code,
        name={},
        help={},
        required=required,
        extensions=("pdf", "jpg", "jpeg", "png"),
        media_types=("application/pdf", "image/jpeg", "image/png"),
        max_files=1,
        max_size=20 * MEGABYTE,
        categories=(),
        visible_to_judges=visible_to_judges,
    )


def slot_from(raw: Mapping[str, Any]) -> Slot:
    """A slot from the plain values an edition keeps."""
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
        # Dossiers that were frozen before this existed publish nothing.
        public=raw.get("public", False),
        when=conditions_from(raw.get("when")),
    )


def slots_of(form: Any, category: Any = None) -> list[Slot]:
    """The slots asked of a category; without a category, those asked of every one.

    `form` is whatever has the slots under `dossier`: an edition, or a version of its form.
    """
    code = getattr(category, "code", None)
    slots = [slot_from(raw) for raw in form.dossier]
    return [slot for slot in slots if not slot.categories or code in slot.categories]


def asked_slots(slots: Iterable[Slot], answers: Mapping[str, Any]) -> list[Slot]:
    """The slots whose conditions hold; `answers` are those that count."""
    return [slot for slot in slots if all_hold(slot.when, answers)]
