"""Read when something is asked: conditions on what stands earlier in the file."""

from collections.abc import Mapping

from portal.awards import preset_values as values
from portal.awards.conditions import Comparison
from portal.awards.preset_form_schema import PresetCondition, PresetField, PresetQuestion
from portal.awards.preset_nodes import Block
from portal.awards.preset_words import FieldType

Known = Mapping[str, PresetField | PresetQuestion]
"""What may be looked at: the questions that stand earlier, by key."""

_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
_CHOICES = (FieldType.CHOICE, FieldType.MULTIPLE_CHOICE, FieldType.YES_NO)
_KINDS = tuple(Comparison)


def read_conditions(block: Block, known: Known) -> tuple[PresetCondition, ...]:
    """The conditions under `when`; each names an earlier question and one way of looking at its answer."""
    return tuple(_condition(one, known) for one in block.blocks("when", required=False))


def _condition(block: Block, known: Known) -> PresetCondition:
    expected = "the key of an earlier question" + (f" ({', '.join(known)})" if known else "")
    key = block.need("key", expected, values.one_of(tuple(known)), "")
    asked = known.get(key)
    given = [kind for kind in _KINDS if block.has(kind)]
    if len(given) != 1:
        block.complain(given[1] if given else "key", "one of " + ", ".join(_KINDS), ", ".join(given) or "none of them")
    comparison = given[0] if given else Comparison.ANSWERED
    found = PresetCondition(key, comparison, _values(block, comparison, asked))
    if asked is not None and not _fits(asked, comparison):
        block.complain(comparison, "a comparison that fits the question", f"{comparison} of {_kind(asked)}")
    for kind in _KINDS:
        block.find(kind, "", required=False)
    block.close()
    return found


def _values(block: Block, comparison: Comparison, asked: PresetField | PresetQuestion | None) -> tuple[str, ...]:
    if comparison is Comparison.ANSWERED:
        return ("yes" if block.flag("answered", default=True) else "no",)
    if comparison in (Comparison.AT_LEAST, Comparison.AT_MOST):
        limit = block.may(comparison, "a whole number", values.whole(-(10**15), 10**15))
        return (str(limit or 0),)
    answers = answers_of(asked) if asked is not None else ()
    parse = values.one_of(answers) if answers else str
    return block.listed(comparison, "one of " + ", ".join(answers), parse)


def answers_of(asked: PresetField | PresetQuestion) -> tuple[str, ...]:
    """Every value a question with a closed list of answers may have."""
    options = tuple(option.value for option in asked.options)
    plain = isinstance(asked, PresetQuestion) or asked.type is FieldType.YES_NO
    return options or (("yes", "no") if plain else ())


def _kind(asked: PresetField | PresetQuestion) -> str:
    return "a question" if isinstance(asked, PresetQuestion) else f"type {asked.type}"


def _fits(asked: PresetField | PresetQuestion, comparison: Comparison) -> bool:
    if comparison is Comparison.ANSWERED:
        return True
    if isinstance(asked, PresetQuestion):
        return comparison in (Comparison.IS, Comparison.IS_NOT)
    return asked.type in (_CHOICES if comparison in (Comparison.IS, Comparison.IS_NOT) else _NUMBERS)
