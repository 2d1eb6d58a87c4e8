"""Read the rules of the award that the portal checks by itself."""

from portal.awards import preset_values as values
from portal.awards.preset_conditions import answers_of
from portal.awards.preset_edition import code
from portal.awards.preset_fields import category_filter
from portal.awards.preset_form_schema import (
    PresetCheck,
    PresetDossier,
    PresetField,
    PresetPage,
    PresetQuestion,
)
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_schema import PresetCalendar
from portal.awards.preset_words import CheckKind, FieldType, Severity

_KEYS = {
    "question": (CheckKind.ANSWER,),
    "field": (CheckKind.ANSWER, CheckKind.DATE_WITHIN),
    "passes": (CheckKind.ANSWER,),
    "slots": (CheckKind.ONE_CATEGORY,),
    "fields": (CheckKind.NOT_OWN_AGENCY,),
    "ignore": (CheckKind.NOT_OWN_AGENCY,),
}
"""Keys that only some kinds have."""

_CLOSED = (FieldType.CHOICE, FieldType.MULTIPLE_CHOICE, FieldType.YES_NO)


def read_checks(
    blocks: list[Block],
    questions: tuple[PresetQuestion, ...],
    form: tuple[PresetPage, ...],
    dossier: PresetDossier,
    calendar: PresetCalendar,
) -> tuple[PresetCheck, ...]:
    """Read the checks; what they look at must be asked, and a window must be there to lie inside."""
    check_unique(blocks, "code")
    asked = {question.code: question for question in questions}
    fields = {field.key: field for page in form for field in page.fields}
    slots = tuple(slot.code for slot in dossier.slots)
    window = calendar.applied_from is not None or calendar.applied_to is not None
    return tuple(_check(block, asked, fields, slots, window) for block in blocks)


def _check(
    block: Block, asked: dict[str, PresetQuestion], fields: dict[str, PresetField], slots: tuple[str, ...], window: bool
) -> PresetCheck:
    kind = block.need("kind", "one of " + ", ".join(CheckKind), CheckKind, CheckKind.ONE_CATEGORY)
    question = block.may("question", _known("an eligibility question", asked), values.one_of(tuple(asked)))
    field = _field(block, kind, fields)
    looked_at = asked.get(question or "") or fields.get(field or "")
    check = PresetCheck(
        code=code(block),
        kind=kind,
        severity=block.need("severity", "block or flag", Severity, Severity.FLAG),
        name=block.text("name"),
        text=block.text("text"),
        categories=category_filter(block),
        question=question,
        field=field,
        passes=_passes(block, kind, looked_at),
        slots=block.listed("slots", _known("a document", slots), values.one_of(slots), required=False),
        fields=_text_fields(block, fields),
        ignore=block.listed("ignore", "words that do not tell names apart", str, required=False),
        provenance=block.provenance(),
    )
    _complain_of_keys(block, kind)
    if kind is CheckKind.DATE_WITHIN and field and not window:
        block.complain("kind", "applied_from or applied_to in the calendar of the edition", "neither")
    block.close()
    return check


def _known(what: str, codes: object) -> str:
    return f"the code of {what} (" + ", ".join(codes) + ")"  # type: ignore[arg-type]


def _field(block: Block, kind: CheckKind, fields: dict[str, PresetField]) -> str | None:
    types = (FieldType.DATE,) if kind is CheckKind.DATE_WITHIN else _CLOSED
    fit = tuple(key for key, field in fields.items() if field.type in types)
    expected = f"the key of a question of type {' or '.join(types)} ({', '.join(fit)})"
    if kind is CheckKind.DATE_WITHIN:
        return block.need("field", expected, values.one_of(fit), "") or None
    return block.may("field", expected, values.one_of(fit))


def _passes(block: Block, kind: CheckKind, looked_at: PresetQuestion | PresetField | None) -> tuple[str, ...]:
    if kind is not CheckKind.ANSWER:
        return block.listed("passes", "an answer", str, required=False)
    if block.has("question") == block.has("field"):
        block.complain("question", "either question or field", "both" if block.has("field") else "neither")
    answers = answers_of(looked_at) if looked_at is not None else ()
    return block.listed("passes", "one of " + ", ".join(answers), values.one_of(answers) if answers else str)


def _text_fields(block: Block, fields: dict[str, PresetField]) -> tuple[str, ...]:
    fit = tuple(key for key, field in fields.items() if field.type is FieldType.TEXT)
    expected = f"the key of a question of type text ({', '.join(fit)})"
    return block.listed("fields", expected, values.one_of(fit), required=False)


def _complain_of_keys(block: Block, kind: CheckKind) -> None:
    for name, kinds in _KEYS.items():
        if block.has(name) and kind not in kinds:
            block.complain(name, "this key only with kind " + " or ".join(kinds), f"kind {kind}")
