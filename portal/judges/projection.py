"""What a judge sees of a submission in a round: every page, letter, address and file name is made of this alone.

A round says in its `hides` what stays unseen: `organisations`, `file_names`, and the keys of questions. Who the authors
are is never shown to judges; what the form or the dossier keeps from judges is left out in every round.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.awards.form import FormPage
from portal.awards.models import Round
from portal.awards.preset_words import FILE_NAMES, ORGANISATIONS
from portal.submissions.asked import read_pages, slot_names
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as a judge knows it."""

    id: str
    slot: str
    name: str
    caption: str
    size: int


@dataclass(frozen=True, slots=True)
class SeenDossier:
    """A dossier as a judge knows it."""

    number: str
    title: str
    organisation: str
    organisations: tuple[str, ...]
    """Of the work and of its authors, each once: what a judge needs to declare a conflict of interest."""
    summary: str
    pages: tuple[FormPage, ...]
    answers: Mapping[str, Any]
    files: tuple[SeenFile, ...]
    slots: Mapping[str, str]

    def file(self, public_id: str) -> SeenFile | None:
        """The file with this id, if the judge may see it."""
        return next((file for file in self.files if file.id == public_id), None)


def seen_by_judge(submission: Submission, content: Mapping[str, Any], round: Round) -> SeenDossier:
    """The projection of one frozen version for one round."""
    hidden = frozenset(round.hides)
    pages = tuple(_visible(page, hidden) for page in read_pages(submission, content))
    keys = {field.key for page in pages for field in page.fields}
    slots = slot_names(submission, content, visible_to_judges=True)
    named = [content["organisation"], *(author["organisation"] for author in content["authors"])]
    if ORGANISATIONS in hidden:
        named = []
    return SeenDossier(
        number=content["number"] or "",
        title=content["title"],
        organisation=named[0] if named else "",
        organisations=tuple(dict.fromkeys(name for name in named if name)),
        summary=content["summary"],
        pages=tuple(page for page in pages if page.fields),
        answers={key: value for key, value in content["answers"].items() if key in keys},
        files=_files(content["files"], slots, plain=FILE_NAMES not in hidden),
        slots=slots,
    )


def _visible(page: FormPage, hidden: frozenset[str]) -> FormPage:
    fields = tuple(field for field in page.fields if field.visible_to_judges and field.key not in hidden)
    return replace(page, fields=fields)


def _files(listed: list[dict[str, Any]], slots: Mapping[str, str], *, plain: bool) -> tuple[SeenFile, ...]:
    """The files of visible slots; where names are hidden, each is called after its slot and its place there."""
    places: dict[str, int] = {}
    files = []
    for file in listed:
        if file["slot"] not in slots:
            continue
        places[file["slot"]] = place = places.get(file["slot"], 0) + 1
        dot, ending = file["name"].rpartition(".")[1:]
        name = file["name"] if plain else f"{slots[file['slot']]} {place}{dot}{ending.lower()[:10] if dot else ''}"
        caption = file.get("caption", "") if plain else ""
        files.append(SeenFile(file["id"], file["slot"], name, caption, file["size"]))
    return tuple(files)
