"""Read what entrants meet: the dossier, the form, the questions before it and the screening replies."""

from portal.awards import preset_values as values
from portal.awards.preset_edition import MAX_MONEY, code, may_whole, whole
from portal.awards.preset_form_schema import (
    PresetCheck,
    PresetDossier,
    PresetField,
    PresetFileType,
    PresetOption,
    PresetPage,
    PresetQuestion,
    PresetReason,
    PresetSlot,
)
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_words import FieldType, ReasonKind

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

BUILT_IN_KEYS = (
    "title",
    "category",
    "summary",
    "authors",
    "sub_discipline",
    "attachments",
    "consent",
)
"""What every submission has of its own accord; a form may not ask it again."""

_CHOICES = (FieldType.CHOICE, FieldType.MULTIPLE_CHOICE)
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
_WORDS = (FieldType.TEXT, FieldType.LONG_TEXT)
_FIELD_TYPE = "one of " + ", ".join(FieldType)
_VALUE = "a short value without line breaks"


def _category_filter(block: Block) -> tuple[str, ...]:
    known = block.reading.categories
    expected = "the code of a category (" + ", ".join(known) + ")"
    # Without one category that could be read, every filter would look wrong.
    parse = values.one_of(known) if known else str
    return block.listed("categories", expected, parse, required=False)


def read_dossier(block: Block) -> PresetDossier:
    """Read the places for documents."""
    slots = block.blocks("slots")
    check_unique(slots, "code")
    dossier = PresetDossier(
        max_total_mb=whole(block, "max_total_mb", 1, 100_000),
        slots=tuple(_slot(slot) for slot in slots),
        provenance=block.provenance(),
    )
    for slot_block, slot in zip(slots, dossier.slots, strict=True):
        if dossier.max_total_mb and slot.max_size_mb > dossier.max_total_mb:
            expected = f"at most max_total_mb ({dossier.max_total_mb})"
            slot_block.complain("max_size_mb", expected, str(slot.max_size_mb))
    block.close()
    return dossier


def _slot(block: Block) -> PresetSlot:
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
        categories=_category_filter(block),
        visible_to_judges=block.flag("visible_to_judges", default=True),
        provenance=block.provenance(),
    )
    block.close()
    return slot


def read_form(block: Block) -> tuple[PresetPage, ...]:
    """Read the pages of the form; a key is asked once in the whole form."""
    pages = block.blocks("pages")
    check_unique(pages, "code")
    fields = {page.key: page.blocks("fields") for page in pages}
    check_unique([field for group in fields.values() for field in group], "key")
    found = tuple(_page(page, fields[page.key]) for page in pages)
    block.close()
    return found


def _page(block: Block, fields: list[Block]) -> PresetPage:
    page = PresetPage(
        code=code(block),
        title=block.text("title"),
        help=block.may_text("help"),
        categories=_category_filter(block),
        fields=tuple(_field(field) for field in fields),
    )
    block.close()
    return page


def _field(block: Block) -> PresetField:
    kind = block.need("type", _FIELD_TYPE, FieldType, FieldType.TEXT)
    field = PresetField(
        key=block.need("key", "a key of small letters, digits and underscores", values.code, ""),
        type=kind,
        label=block.text("label"),
        hint=block.may_text("hint"),
        required=block.flag("required", default=False),
        max_words=may_whole(block, "max_words", 1, 10_000),
        max_length=may_whole(block, "max_length", 1, 100_000),
        minimum=may_whole(block, "minimum", -MAX_MONEY, MAX_MONEY),
        maximum=may_whole(block, "maximum", -MAX_MONEY, MAX_MONEY),
        options=read_options(block, required=kind in _CHOICES),
        categories=_category_filter(block),
        visible_to_judges=block.flag("visible_to_judges", default=True),
        public=block.flag("public", default=False),
        provenance=block.provenance(),
    )
    _check_field(block, field)
    block.close()
    return field


def _check_field(block: Block, field: PresetField) -> None:
    if field.key in BUILT_IN_KEYS:
        block.complain("key", "a key that is not built in", f'"{field.key}"')
    limits = {
        "options": _CHOICES,
        "max_words": _WORDS,
        "max_length": _WORDS,
        "minimum": _NUMBERS,
        "maximum": _NUMBERS,
    }
    for name, kinds in limits.items():
        if block.has(name) and field.type not in kinds:
            block.complain(
                name,
                "this key only with type " + " or ".join(kinds),
                f"type {field.type}",
            )
    if field.minimum is not None and field.maximum is not None and field.maximum < field.minimum:
        block.complain("maximum", f"at least minimum ({field.minimum})", str(field.maximum))


def read_options(block: Block, required: bool) -> tuple[PresetOption, ...]:
    """Read the answers to choose from, each with a value of its own."""
    blocks = block.blocks("options", required=required)
    check_unique(blocks, "value")
    found = []
    for option in blocks:
        value = option.need("value", _VALUE, _short, "")
        found.append(PresetOption(value=value, label=option.text("label")))
        option.close()
    return tuple(found)


def _short(raw: str) -> str:
    if len(raw) > 60 or not raw.isprintable():
        raise ValueError(raw)
    return raw


def read_eligibility(blocks: list[Block]) -> tuple[PresetQuestion, ...]:
    """Read the questions asked before a draft may start."""
    check_unique(blocks, "code")
    return tuple(_question(block) for block in blocks)


def _question(block: Block) -> PresetQuestion:
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
        flag=block.may_text("flag") if blocking else block.text("flag"),
        provenance=block.provenance(),
    )
    block.close()
    return question


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


def read_checklist(blocks: list[Block]) -> tuple[PresetCheck, ...]:
    """Read what the secretary looks at by hand."""
    check_unique(blocks, "code")
    found = []
    for block in blocks:
        found.append(
            PresetCheck(
                code=code(block),
                question=block.text("question"),
                help=block.may_text("help"),
                categories=_category_filter(block),
                provenance=block.provenance(),
            )
        )
        block.close()
    return tuple(found)
