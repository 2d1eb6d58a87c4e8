"""Read what stands around the form: the dossier, the questions before it and the screening replies."""

from portal.awards import preset_values as values
from portal.awards.preset_conditions import Known, read_conditions
from portal.awards.preset_edition import code, whole
from portal.awards.preset_fields import category_filter, read_options
from portal.awards.preset_form_schema import (
    PresetAlternative,
    PresetChecklistItem,
    PresetDossier,
    PresetFileType,
    PresetPage,
    PresetQuestion,
    PresetReason,
    PresetSlot,
)
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_words import ReasonKind

_WORD_2007 = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL_2007 = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_POWERPOINT_2007 = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

MEDIA_TYPES: dict[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "doc": ("application/msword",),
    "docx": (_WORD_2007,),
    "xls": ("application/vnd.ms-excel",),
    "xlsx": (_EXCEL_2007,),
    "ppt": ("application/vnd.ms-powerpoint",),
    "pptx": (_POWERPOINT_2007,),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "webp": ("image/webp",),
    "mp3": ("audio/mpeg",),
    "wav": ("audio/wav", "audio/x-wav"),
    "mp4": ("video/mp4",),
    "csv": ("text/csv",),
    "txt": ("text/plain",),
    "zip": ("application/zip",),
}


def read_dossier(block: Block, form: tuple[PresetPage, ...]) -> PresetDossier:
    """Read the places for documents; whether one is asked may depend on the form."""
    slots = block.blocks("slots")
    known = {field.key: field for page in form for field in page.fields}
    check_unique(slots, "code")
    dossier = PresetDossier(
        max_total_mb=whole(block, "max_total_mb", 1, 100_000),
        slots=tuple(_slot(slot, known) for slot in slots),
        provenance=block.provenance(),
    )
    for slot_block, slot in zip(slots, dossier.slots, strict=True):
        if dossier.max_total_mb and slot.max_size_mb > dossier.max_total_mb:
            expected = f"at most max_total_mb ({dossier.max_total_mb})"
            slot_block.complain("max_size_mb", expected, str(slot.max_size_mb))
    block.close()
    return dossier


def _slot(block: Block, known: Known) -> PresetSlot:
    extensions = block.listed(
        "file_types",
        "one of " + ", ".join(MEDIA_TYPES),
        values.one_of(tuple(MEDIA_TYPES)),
    )
    slot = PresetSlot(
        code=code(block),
        name=block.text("name"),
        help=block.text("help"),
        required=block.flag("required", default=False),
        file_types=tuple(PresetFileType(name, MEDIA_TYPES[name]) for name in extensions),
        max_files=whole(block, "max_files", 1, 100),
        max_size_mb=whole(block, "max_size_mb", 1, 10_000),
        categories=category_filter(block),
        visible_to_judges=block.flag("visible_to_judges", default=True),
        public=block.flag("public", default=False),
        when=read_conditions(block, known),
        provenance=block.provenance(),
    )
    block.close()
    return slot


def read_eligibility(blocks: list[Block]) -> tuple[PresetQuestion, ...]:
    """Read the questions asked before a draft may start."""
    check_unique(blocks, "code")
    known: dict[str, PresetQuestion] = {}
    for block in blocks:
        found = _question(block, dict(known))
        known[found.code] = found
    return tuple(known.values())


def _question(block: Block, known: dict[str, PresetQuestion]) -> PresetQuestion:
    options = read_options(block, required=False)
    answers = tuple(option.value for option in options) or ("yes", "no")
    blocking = block.flag("blocking", default=True)
    question = PresetQuestion(
        code=code(block),
        question=block.text("question"),
        hint=block.may_text("hint"),
        options=options,
        passes=block.listed("passes", "one of " + ", ".join(answers), values.one_of(answers)),
        blocking=blocking,
        refusal_title=block.text("refusal_title") if blocking else block.may_text("refusal_title"),
        refusal_text=block.text("refusal_text") if blocking else block.may_text("refusal_text"),
        alternatives=_alternatives(block),
        flag=block.may_text("flag") if blocking else block.text("flag"),
        when=read_conditions(block, known),
        provenance=block.provenance(),
    )
    block.close()
    return question


def _alternatives(question: Block) -> tuple[PresetAlternative, ...]:
    found = []
    for block in question.blocks("alternatives", required=False):
        url = block.may("url", "an address that begins with https://", values.web_address)
        found.append(PresetAlternative(label=block.text("label"), url=url))
        block.close()
    return tuple(found)


def read_reasons(blocks: list[Block]) -> tuple[PresetReason, ...]:
    """Read the ready texts of screening."""
    check_unique(blocks, "code")
    found = []
    for block in blocks:
        kind = block.need("kind", "supplement or refusal", ReasonKind, ReasonKind.SUPPLEMENT)
        found.append(
            PresetReason(
                code=code(block),
                kind=kind,
                label=block.text("label"),
                text=block.text("text"),
            )
        )
        block.close()
    return tuple(found)


def read_checklist(blocks: list[Block]) -> tuple[PresetChecklistItem, ...]:
    """Read what the secretary looks at by hand."""
    check_unique(blocks, "code")
    found = []
    for block in blocks:
        found.append(
            PresetChecklistItem(
                code=code(block),
                question=block.text("question"),
                help=block.may_text("help"),
                categories=category_filter(block),
                provenance=block.provenance(),
            )
        )
        block.close()
    return tuple(found)
