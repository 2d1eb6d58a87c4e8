"""Reading what organizers type about a page, a question or a document into the plain values of a form.

Every input is named `f-…`; texts end with the language, `f-label-vi`. Gives the part and, by input, what is wrong.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from portal.awards.answer_values import parse_number
from portal.awards.form_edit import Raw
from portal.awards.preset_edition import MAX_MONEY
from portal.awards.preset_fields import BUILT_IN_KEYS, MOST_ROWS
from portal.awards.preset_form import MEDIA_TYPES
from portal.awards.preset_words import FieldType
from portal.core.forms import one_line, tidy
from portal.core.search_text import fold

NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
CHOICES = (FieldType.CHOICE, FieldType.MULTIPLE_CHOICE)
WORDS = (FieldType.TEXT, FieldType.LONG_TEXT)
MOST_OPTIONS = 60
LARGEST_MB = 2000


class PartInput:
    """One submitted form: takes values one by one and remembers what is wrong with them."""

    def __init__(self, sent: Any, locales: Sequence[str], categories: Sequence[str]):
        self.sent, self.locales, self.categories = sent, locales, categories
        self.errors: dict[str, str] = {}

    def words(self, name: str, *, needed: bool, long: bool = False) -> Raw | None:
        """A text in every language; a text that is not needed is given in all of them or in none."""
        clean: Callable[[Any], Any] = tidy if long else one_line
        typed = {locale: clean(self.sent.get(f"f-{name}-{locale}", ""))[:2000] for locale in self.locales}
        if not any(typed.values()) and not needed:
            return None
        for locale, text in typed.items():
            if not text:
                self.errors.setdefault(f"f-{name}-{locale}", _("Write this in every language of the edition"))
        return typed

    def number(self, name: str, low: int, high: int, *, otherwise: int | None = None) -> int | None:
        """A whole number in a range; empty means `otherwise`."""
        typed = one_line(self.sent.get(f"f-{name}", ""))
        if not typed:
            return otherwise
        found = parse_number(typed)
        if found is None or not low <= found <= high:
            self.errors[f"f-{name}"] = _("Enter a whole number from %(low)d to %(high)d", low=low, high=high)
            return otherwise
        return found

    def ticked(self, name: str) -> bool:
        """A box."""
        return bool(self.sent.get(f"f-{name}"))

    def listed(self, name: str, known: Sequence[str]) -> list[str]:
        """The boxes ticked, in the order they are known in."""
        ticked = set(self.sent.getlist(f"f-{name}"))
        return [one for one in known if one in ticked]


def free_name(words: Raw, taken: set[str], otherwise: str) -> str:
    """A code made of the first words of a text, with a number when it is taken."""
    first = fold(next((text for text in words.values() if text), "")).split()
    base = re.sub(r"^[0-9_]+", "", "_".join(first))[:36].rstrip("_") or otherwise
    name, number = base, 2
    while name in taken or name in BUILT_IN_KEYS:
        name, number = f"{base}_{number}", number + 1
    return name


def page_from(given: PartInput, before: Raw, earlier: list[Raw]) -> Raw:
    """A page as typed; its questions stay."""
    return {
        **before,
        "title": given.words("title", needed=True),
        "help": given.words("help", needed=False, long=True),
        "categories": given.listed("categories", given.categories),
        "when": conditions_typed(given, before, earlier),
    }


def slot_from(given: PartInput, before: Raw, earlier: list[Raw]) -> Raw:
    """A place for documents as typed."""
    extensions = given.listed("file_types", list(MEDIA_TYPES))
    if not extensions:
        given.errors["f-file_types"] = _("Choose at least one kind of file")
    return {
        **before,
        "name": given.words("name", needed=True),
        "help": given.words("help", needed=True, long=True),
        "required": given.sent.get("f-need") == "yes",
        "file_types": [{"extension": one, "media_types": list(MEDIA_TYPES[one])} for one in extensions],
        "max_files": given.number("max_files", 1, 100, otherwise=1),
        "max_size_mb": given.number("max_size_mb", 1, LARGEST_MB, otherwise=20),
        "categories": given.listed("categories", given.categories),
        "visible_to_judges": given.ticked("visible_to_judges"),
        "public": given.ticked("public"),
        "when": conditions_typed(given, before, earlier),
    }


def field_from(given: PartInput, before: Raw, earlier: list[Raw], inside_group: bool = False) -> Raw:
    """A question as typed; limits that do not go with its kind are left out."""
    kind = FieldType(before["type"])
    need = given.sent.get("f-need", "no")
    limits = _limits(given, kind)
    field = {
        **before,
        **limits,
        "label": given.words("label", needed=True),
        "hint": given.words("hint", needed=False, long=True),
        "required": need in ("yes", "at_submit"),
        "at_submit": need == "at_submit",
        "options": options_typed(given, before) if kind in CHOICES else [],
        "visible_to_judges": given.ticked("visible_to_judges"),
        "public": given.ticked("public"),
        "confidential": given.ticked("confidential"),
        "categories": [] if inside_group else given.listed("categories", given.categories),
        "when": [] if inside_group else conditions_typed(given, before, earlier),
        "row_name": given.words("row_name", needed=False) if kind is FieldType.GROUP else None,
    }
    if field["public"] and field["confidential"]:
        given.errors["f-public"] = _("What is confidential can never be public: choose one of the two")
    return field


def _limits(given: PartInput, kind: FieldType) -> Raw:
    words, numbers, rows = kind in WORDS, kind in NUMBERS, kind is FieldType.GROUP
    found = {
        "max_words": given.number("max_words", 1, 10_000) if words else None,
        "max_length": given.number("max_length", 1, 100_000) if words else None,
        "minimum": given.number("minimum", -MAX_MONEY, MAX_MONEY) if numbers else None,
        "maximum": given.number("maximum", -MAX_MONEY, MAX_MONEY) if numbers else None,
        "min_rows": given.number("min_rows", 0, MOST_ROWS, otherwise=0) if rows else 0,
        "max_rows": given.number("max_rows", 1, MOST_ROWS, otherwise=10) if rows else 0,
    }
    for low, high in (("minimum", "maximum"), ("min_rows", "max_rows")):
        least, most = found[low], found[high]
        if least is not None and most is not None and most < least:
            given.errors[f"f-{high}"] = _("The highest must not be below the lowest")
    return found


def options_typed(given: PartInput, before: Raw) -> list[Raw]:
    """The answers to choose from, in their order; an emptied line is gone, a new one gets a value of its own."""
    options: list[Raw] = []
    taken = {option["value"] for option in before["options"]}
    for place in range(MOST_OPTIONS):
        labels = {locale: one_line(given.sent.get(f"f-option-{place}-{locale}", ""))[:300] for locale in given.locales}
        if not any(labels.values()):
            continue
        for locale, text in labels.items():
            if not text:
                given.errors[f"f-option-{place}-{locale}"] = _("Write this in every language of the edition")
        known = before["options"][place]["value"] if place < len(before["options"]) else None
        value = known or free_name(labels, taken, "option")[:60]
        taken.add(value)
        options.append({"value": value, "label": labels})
    if not options:
        given.errors[f"f-option-0-{given.locales[0]}"] = _("Write at least one answer to choose from")
    return options


def conditions_typed(given: PartInput, before: Raw, earlier: list[Raw]) -> list[Raw]:
    """The conditions ticked as `key=answer`, one on a number, and those this page cannot show, unless removed."""
    ticked = [one.partition("=") for one in given.sent.getlist("f-when")]
    found = []
    for field in earlier:
        values = [value for key, _equals, value in ticked if key == field["key"]]
        if values:
            found.append({"key": field["key"], "test": "is", "values": values})
    found += [
        one for one in kept_conditions(before) if f"{one['key']}:{one['test']}" in given.sent.getlist("f-when-kept")
    ]
    key, limit = given.sent.get("f-when-key", ""), given.number("when-limit", -MAX_MONEY, MAX_MONEY)
    if key:
        test = "at_most" if given.sent.get("f-when-test") == "at_most" else "at_least"
        if limit is None:
            given.errors.setdefault("f-when-limit", _("Enter the number that the answer is compared with"))
        elif any(field["key"] == key and field["type"] in NUMBERS for field in earlier):
            found.append({"key": key, "test": test, "values": [str(limit)]})
    return found


def kept_conditions(part: Raw) -> list[Raw]:
    """Conditions of kinds that the page offers no boxes for: they are kept or removed, not changed."""
    shown = [one for one in part["when"] if one["test"] in ("at_least", "at_most")][:1]
    return [one for one in part["when"] if one["test"] != "is" and one not in shown]
