"""Read the form: its pages, their fields and the groups that repeat."""

from collections.abc import Sequence

from portal.awards import preset_values as values
from portal.awards.preset_conditions import Known, read_conditions
from portal.awards.preset_edition import MAX_MONEY, code, may_whole
from portal.awards.preset_form_schema import PresetField, PresetOption, PresetPage
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_words import FieldType

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

MOST_ROWS = 100
_CHOICES = (FieldType.CHOICE, FieldType.MULTIPLE_CHOICE)
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
_WORDS = (FieldType.TEXT, FieldType.LONG_TEXT)
_IN_ROWS = tuple(kind for kind in FieldType if kind not in (FieldType.GROUP, FieldType.MULTIPLE_CHOICE))
_VALUE = "a short value without line breaks"
_LIMITS = {
    "options": _CHOICES,
    "max_words": _WORDS,
    "max_length": _WORDS,
    "minimum": _NUMBERS,
    "maximum": _NUMBERS,
    "fields": (FieldType.GROUP,),
    "min_rows": (FieldType.GROUP,),
    "max_rows": (FieldType.GROUP,),
    "row_name": (FieldType.GROUP,),
}
"""Keys that only some types have."""


def category_filter(block: Block) -> tuple[str, ...]:
    """The categories that something is asked in; none means all of them."""
    known = block.reading.categories
    expected = "the code of a category (" + ", ".join(known) + ")"
    # Without one category that could be read, every filter would look wrong.
    parse = values.one_of(known) if known else str
    return block.listed("categories", expected, parse, required=False)


def read_form(block: Block) -> tuple[PresetPage, ...]:
    """Read the pages of the form; a key is asked once in the whole form."""
    pages = block.blocks("pages")
    check_unique(pages, "code")
    fields = {page.key: page.blocks("fields") for page in pages}
    check_unique([field for group in fields.values() for field in group], "key")
    known: dict[str, PresetField] = {}
    found = tuple(_page(page, fields[page.key], known) for page in pages)
    block.close()
    return found


def _page(block: Block, fields: list[Block], known: dict[str, PresetField]) -> PresetPage:
    conditions = read_conditions(block, dict(known))
    page = PresetPage(
        code=code(block),
        title=block.text("title"),
        help=block.may_text("help"),
        categories=category_filter(block),
        when=conditions,
        fields=tuple(_known_field(field, known) for field in fields),
    )
    block.close()
    return page


def _known_field(block: Block, known: dict[str, PresetField]) -> PresetField:
    field = _field(block, dict(known), tuple(FieldType))
    known[field.key] = field
    return field


def _required(raw: str) -> str:
    return "at_submit" if raw == "at_submit" else "yes" if values.flag(raw) else "no"


def _field(block: Block, known: Known, types: Sequence[FieldType]) -> PresetField:
    known_types = values.one_of(tuple(types))
    kind = block.need("type", "one of " + ", ".join(types), lambda raw: FieldType(known_types(raw)), FieldType.TEXT)
    required = block.may("required", "yes, no or at_submit", _required) or "no"
    field = PresetField(
        key=block.need("key", "a key of small letters, digits and underscores", values.code, ""),
        type=kind,
        label=block.text("label"),
        hint=block.may_text("hint"),
        required=required != "no",
        at_submit=required == "at_submit",
        max_words=may_whole(block, "max_words", 1, 10_000),
        max_length=may_whole(block, "max_length", 1, 100_000),
        minimum=may_whole(block, "minimum", -MAX_MONEY, MAX_MONEY),
        maximum=may_whole(block, "maximum", -MAX_MONEY, MAX_MONEY),
        options=read_options(block, required=kind in _CHOICES),
        categories=category_filter(block),
        visible_to_judges=block.flag("visible_to_judges", default=True),
        public=block.flag("public", default=False),
        confidential=block.flag("confidential", default=False),
        when=read_conditions(block, known),
        fields=_rows_of(block) if kind is FieldType.GROUP else (),
        min_rows=may_whole(block, "min_rows", 0, MOST_ROWS) or 0,
        max_rows=may_whole(block, "max_rows", 1, MOST_ROWS) or (10 if kind is FieldType.GROUP else 0),
        row_name=block.may_text("row_name"),
        provenance=block.provenance(),
    )
    _check_field(block, field)
    block.close()
    return field


def _rows_of(block: Block) -> tuple[PresetField, ...]:
    fields = block.blocks("fields")
    check_unique(fields, "key")
    found: list[PresetField] = []
    for field in fields:
        found.append(_field(field, {}, _IN_ROWS))
        for name in ("when", "categories"):
            if field.has(name):
                field.complain(name, "no such key inside a group", f'"{name}"')
    return tuple(found)


def _check_field(block: Block, field: PresetField) -> None:
    if field.key in BUILT_IN_KEYS:
        block.complain("key", "a key that is not built in", f'"{field.key}"')
    for name, kinds in _LIMITS.items():
        block.find(name, "", required=False)
        if block.has(name) and field.type not in kinds:
            block.complain(name, "this key only with type " + " or ".join(kinds), f"type {field.type}")
    if field.minimum is not None and field.maximum is not None and field.maximum < field.minimum:
        block.complain("maximum", f"at least minimum ({field.minimum})", str(field.maximum))
    if field.max_rows < field.min_rows:
        block.complain("max_rows", f"at least min_rows ({field.min_rows})", str(field.max_rows))
    if field.public and field.confidential:
        block.complain("public", "no, since the answer is confidential", "yes")


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
