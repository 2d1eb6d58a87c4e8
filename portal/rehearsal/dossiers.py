"""Which files a made-up dossier holds: every required slot, and some of the optional ones."""

from dataclasses import dataclass

from portal.awards.dossier import Slot, slots_of
from portal.awards.models import Category, Edition
from portal.rehearsal import answers
from portal.rehearsal.cast import Work
from portal.rehearsal.files import FileOrder, kinds_of


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to be made, and the slot it goes into."""

    slot: Slot
    order: FileOrder


def plan_files(edition: Edition, work: Work, category: Category, number: int) -> list[PlannedFile]:
    """The files of one work, in the order of the slots."""
    planned = []
    for turn, slot in enumerate(slots_of(edition, category)):
        kinds = kinds_of(slot.extensions)
        if kinds and (slot.required or (number + turn) % 3 == 0):
            order = FileOrder(
                kind=kinds[(number + turn) % len(kinds)],
                name=f"Hồ sơ {number:03d} – {slot.code}",
                title=f"{work.title} ({slot.code} {number})",
                paragraphs=(answers.text_about(work),),
            )
            planned.append(PlannedFile(slot, order))
    return planned
