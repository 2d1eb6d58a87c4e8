"""The form's pages as an edition froze them: one thing a page, each with its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.awards.preset_words import FieldType


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose."""

    value: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A question of the form."""

    key: str
    type: FieldType
    label: Mapping[str, str]
    hint: Mapping[str, str] | None
    required: bool
    max_words: int | None
    max_length: int | None
    minimum: int | None
    maximum: int | None
    options: tuple[Option, ...]
    visible_to_judges: bool
    public: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of the form."""

    code: str
    title: Mapping[str, str]
    help: Mapping[str, str] | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked before a draft may start."""

    code: str
    question: Mapping[str, str]
    hint: Mapping[str, str] | None
    options: tuple[Option, ...]
    passes: tuple[str, ...]
    blocking: bool
    refusal_title: Mapping[str, str] | None
    refusal_text: Mapping[str, str] | None
    flag: Mapping[str, str] | None

    def is_answer(self, value: str) -> bool:
        return value in ([option.value for option in self.options] or ["yes", "no"])


def _options(raw: list[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(value=item["value"], label=item["label"]) for item in raw)


def _asked(raw: Mapping[str, Any], code: str | None) -> bool:
    return not raw["categories"] or code in raw["categories"]


def _field(raw: Mapping[str, Any]) -> Field:
    plain = {name: raw[name] for name in Field.__dataclass_fields__ if name not in {"type", "options"}}
    return Field(type=FieldType(raw["type"]), options=_options(raw["options"]), **plain)


def pages_of(edition: Any, category: Any = None) -> list[FormPage]:
    """The pages asked of a category, without those that have nothing to ask of it."""
    code = getattr(category, "code", None)
    pages = []
    for raw in edition.form:
        fields = tuple(_field(item) for item in raw["fields"] if _asked(item, code))
        if fields and _asked(raw, code):
            pages.append(FormPage(raw["code"], raw["title"], raw["help"], fields))
    return pages


def questions_of(edition: Any) -> list[Question]:
    """The eligibility questions in their order."""
    plain = [name for name in Question.__dataclass_fields__ if name not in {"options", "passes"}]
    return [
        Question(
            options=_options(raw["options"]),
            passes=tuple(raw["passes"]),
            **{name: raw[name] for name in plain},
        )
        for raw in edition.eligibility
    ]
