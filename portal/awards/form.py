"""The form's pages as an edition froze them: one thing a page, each with its fields, asked on conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.awards.conditions import Condition, all_hold, conditions_from
from portal.awards.preset_words import FieldType


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose."""

    value: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A question of the form; a group repeats its `fields` in rows."""

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
    at_submit: bool = False
    confidential: bool = False
    when: tuple[Condition, ...] = ()
    fields: tuple["Field", ...] = ()
    min_rows: int = 0
    max_rows: int = 0
    row_name: Mapping[str, str] | None = None

    @property
    def is_published(self) -> bool:
        """What is confidential is never public, whatever else the form says."""
        return self.public and not self.confidential

    def in_row(self, row: int) -> list[tuple[str, "Field"]]:
        """The fields of a row by their own keys, each with the key that its input has on the page."""
        return [(field.key, replace(field, key=f"{self.key}-{row}-{field.key}")) for field in self.fields]


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of the form."""

    code: str
    title: Mapping[str, str]
    help: Mapping[str, str] | None
    fields: tuple[Field, ...]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """What else somebody may do whose work cannot be taken in."""

    label: Mapping[str, str]
    url: str | None


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
    when: tuple[Condition, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def is_answer(self, value: Any) -> bool:
        return value in ([option.value for option in self.options] or ["yes", "no"])

    def lets_by(self, value: Any) -> bool:
        """Whether somebody with this answer may go on: it is one, and it does not block."""
        return self.is_answer(value) and (value in self.passes or not self.blocking)


_FIELD_OWN = {"type", "options", "when", "fields"}
_FIELD_NEW = {"at_submit": False, "confidential": False, "min_rows": 0, "max_rows": 0, "row_name": None}
"""What fields that were frozen before these existed stand for."""


def _options(raw: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(value=item["value"], label=item["label"]) for item in raw)


def _asked_of(raw: Mapping[str, Any], code: str | None) -> bool:
    return not raw["categories"] or code in raw["categories"]


def field_from(raw: Mapping[str, Any]) -> Field:
    """A field from the plain values an edition keeps."""
    known = {**_FIELD_NEW, **raw}
    plain = {name: known[name] for name in Field.__dataclass_fields__ if name not in _FIELD_OWN}
    return Field(
        type=FieldType(raw["type"]),
        options=_options(raw["options"]),
        when=conditions_from(raw.get("when")),
        fields=tuple(field_from(item) for item in raw.get("fields") or ()),
        **plain,
    )


def pages_of(form: Any, category: Any = None) -> list[FormPage]:
    """The pages asked of a category, without those that have nothing to ask of it.

    `form` is whatever has the pages under `form`: an edition, or a version of its form.
    """
    code = getattr(category, "code", None)
    pages = []
    for raw in form.form:
        fields = tuple(field_from(item) for item in raw["fields"] if _asked_of(item, code))
        if fields and _asked_of(raw, code):
            conditions = conditions_from(raw.get("when"))
            pages.append(FormPage(raw["code"], raw["title"], raw["help"], fields, conditions))
    return pages


def asked_pages(pages: Iterable[FormPage], answers: Mapping[str, Any]) -> list[FormPage]:
    """The pages and fields whose conditions hold; the answer of what is not asked counts for nothing further on."""
    counted: dict[str, Any] = {}
    asked = []
    for page in pages:
        fields = []
        for field in page.fields if all_hold(page.when, counted) else ():
            if all_hold(field.when, counted):
                counted[field.key] = answers.get(field.key)
                fields.append(field)
        if fields:
            asked.append(replace(page, fields=tuple(fields)))
    return asked


def asked_answers(pages: Iterable[FormPage], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count, by key: of every question that is asked and answered."""
    keys = [field.key for page in asked_pages(pages, answers) for field in page.fields]
    return {key: answers[key] for key in keys if key in answers}


def questions_of(edition: Any) -> list[Question]:
    """The eligibility questions in their order."""
    own = {"options", "passes", "when", "alternatives"}
    plain = [name for name in Question.__dataclass_fields__ if name not in own]
    return [
        Question(
            options=_options(raw["options"]),
            passes=tuple(raw["passes"]),
            when=conditions_from(raw.get("when")),
            alternatives=tuple(Alternative(one["label"], one["url"]) for one in raw.get("alternatives") or ()),
            **{name: raw[name] for name in plain},
        )
        for raw in edition.eligibility
    ]


def asked_questions(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The eligibility questions whose conditions hold after what was answered so far."""
    counted: dict[str, Any] = {}
    asked = []
    for question in questions:
        if all_hold(question.when, counted):
            counted[question.code] = answers.get(question.code)
            asked.append(question)
    return asked


def kept_answers(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count: of the questions still asked, and only those that are answers to them."""
    asked = asked_questions(questions, answers)
    return {one.code: answers[one.code] for one in asked if one.is_answer(answers.get(one.code))}
