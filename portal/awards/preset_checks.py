"""Read the award's rules as named checks."""

from portal.awards import preset_values as values
from portal.awards.checks import CheckKind, Severity
from portal.awards.preset_conditions import Known, answers_of
from portal.awards.preset_edition import code
from portal.awards.preset_form_schema import PresetCheck, PresetField, PresetPage, PresetQuestion
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_words import FieldType

_NEED_KEY = (CheckKind.ANSWER, CheckKind.DATE_WITHIN)


def read_checks(
    blocks: list[Block], form: tuple[PresetPage, ...], questions: tuple[PresetQuestion, ...]
) -> tuple[PresetCheck, ...]:
    """Read the checks; those on an answer name a question of the form or one before it."""
    check_unique(blocks, "code")
    known: dict[str, PresetField | PresetQuestion] = {question.code: question for question in questions}
    known |= {field.key: field for page in form for field in page.fields}
    return tuple(_check(block, known) for block in blocks)


def _check(block: Block, known: Known) -> PresetCheck:
    kind = block.need("kind", "one of " + ", ".join(CheckKind), CheckKind, CheckKind.ONE_CATEGORY)
    key = _key(block, kind, known)
    check = PresetCheck(
        code=code(block),
        kind=kind,
        severity=block.need("severity", "block or flag", Severity, Severity.FLAG),
        name=block.text("name"),
        text=block.text("text"),
        key=key,
        passes=_passes(block, known[key]) if kind is CheckKind.ANSWER and key is not None and key in known else (),
        provenance=block.provenance(),
    )
    for name, wanted in (("key", kind in _NEED_KEY), ("passes", kind is CheckKind.ANSWER)):
        block.find(name, "", required=False)
        if block.has(name) and not wanted:
            block.complain(name, f"no such key with kind {kind}", f'"{name}"')
    block.close()
    return check


def _key(block: Block, kind: CheckKind, known: Known) -> str | None:
    if kind not in _NEED_KEY:
        return None
    keys = [
        name
        for name, asked in known.items()
        if kind is CheckKind.ANSWER or (isinstance(asked, PresetField) and asked.type is FieldType.DATE)
    ]
    expected = "the key of a date" if kind is CheckKind.DATE_WITHIN else "the key of a question"
    return block.need("key", f"{expected} ({', '.join(keys)})", values.one_of(keys), "")


def _passes(block: Block, asked: PresetField | PresetQuestion) -> tuple[str, ...]:
    answers = answers_of(asked)
    return block.listed("passes", "one of " + ", ".join(answers), values.one_of(answers) if answers else str)
