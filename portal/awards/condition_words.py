"""Conditions in words, for readers who see a question before its condition holds: on paper, or without script."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from portal.awards.conditions import Comparison, Condition
from portal.awards.form import Field, Question
from portal.core.i18n import localized


def when_sentence(conditions: Iterable[Condition], asked: Mapping[str, Field | Question]) -> str:
    """Say when something is asked; `asked` holds the earlier questions by key."""
    parts = [_part(condition, asked[condition.key]) for condition in conditions if condition.key in asked]
    return _("Only if %(conditions)s.", conditions=_(" and ").join(parts)) if parts else ""


def _part(condition: Condition, asked: Field | Question) -> str:
    label = localized(asked.question if isinstance(asked, Question) else asked.label).rstrip(" ?:.")
    answers = _(" or ").join(_answer(value, asked) for value in condition.values)
    sentences: dict[Comparison, Any] = {
        Comparison.IS: _("“%(question)s” is “%(answer)s”", question=label, answer=answers),
        Comparison.IS_NOT: _("“%(question)s” is not “%(answer)s”", question=label, answer=answers),
        Comparison.AT_LEAST: _("“%(question)s” is %(answer)s or more", question=label, answer=answers),
        Comparison.AT_MOST: _("“%(question)s” is %(answer)s or less", question=label, answer=answers),
    }
    if condition.test is not Comparison.ANSWERED:
        return str(sentences[condition.test])
    if condition.values == ("yes",):
        return _("“%(question)s” is answered", question=label)
    return _("“%(question)s” is left open", question=label)


def _answer(value: str, asked: Field | Question) -> str:
    for option in asked.options:
        if option.value == value:
            return localized(option.label)
    return {"yes": _("Yes"), "no": _("No")}.get(value, value)
