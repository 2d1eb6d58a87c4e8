"""A page as it is shown: what its own answers decide stays on it, with the condition for script and reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.awards.condition_words import when_sentence
from portal.awards.conditions import Condition, all_hold
from portal.awards.form import Field, FormPage, asked_answers
from portal.core.i18n import localized


@dataclass(frozen=True, slots=True)
class When:
    """On what other answers of the same page a question depends: for the script, and in words."""

    test: list[dict[str, Any]]
    sentence: str


def shown_page(pages: Sequence[FormPage], code: str, answers: Mapping[str, Any]) -> FormPage | None:
    """A page with the fields that earlier pages do not rule out; none when the page itself is not asked."""
    place = next((place for place, page in enumerate(pages) if page.code == code), None)
    if place is None:
        return None
    counted = asked_answers(pages[:place], answers)
    page = pages[place]
    here = {field.key for field in page.fields}
    fields = tuple(field for field in page.fields if all_hold(_elsewhere(field, here), counted))
    return replace(page, fields=fields) if fields and all_hold(page.when, counted) else None


def _elsewhere(field: Field, here: set[str]) -> list[Condition]:
    return [condition for condition in field.when if condition.key not in here]


def named_problems(page: FormPage, problems: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong on a page, each with the input it is about and the name of its question."""
    names = {field.key: localized(field.label) for field in page.fields}
    for field in page.fields:
        for place in range(field.max_rows):
            row = f"{localized(field.row_name or field.label)} {place + 1}"
            names |= {one.key: f"{row}, {localized(one.label)}" for _key, one in field.in_row(place)}
    return [(key, f"{names.get(key, key)}: {problem}") for key, problem in problems.items()]


def conditions_on(page: FormPage) -> dict[str, When]:
    """The conditions of a page's fields on one another, by the key of the field that has them."""
    fields = {field.key: field for field in page.fields}
    found = {}
    for field in page.fields:
        own = [condition for condition in field.when if condition.key in fields]
        if own:
            tests = [{"key": one.key, "test": one.test.value, "values": list(one.values)} for one in own]
            found[field.key] = When(tests, when_sentence(own, fields))
    return found
