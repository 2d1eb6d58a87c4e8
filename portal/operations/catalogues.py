"""Translations: collecting the texts, and finding those that lack a translation."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.core.i18n import LOCALES, TRANSLATIONS

ROOT = Path(__file__).parent.parent.parent
METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true"}, "templates/**.txt": {"trimmed": "true"}}
HEADER = "# Texts of Vinh Danh, under the licence of the project; `portal translations update` keeps them in step."
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "_n": (1, 2),
}
SOURCE_LANGUAGE = "en"
"""Message ids are English sentences: they are that catalogue."""


def _messages() -> Iterator[tuple[str, int, Any]]:
    for folder in ("portal", "templates"):
        patterns = [(p.removeprefix(f"{folder}/"), m) for p, m in METHODS if p.startswith(folder)]
        options = {p.removeprefix(f"{folder}/"): o for p, o in OPTIONS.items() if p.startswith(folder)}
        for filename, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=patterns, options_map=options, keywords=KEYWORDS
        ):
            yield f"{folder}/{filename}", line, message


def extract() -> Catalog:
    """Every text of the code and the templates."""
    catalogue = Catalog(project="Vinh Danh", charset="utf-8", fuzzy=False)
    for filename, _line, message in _messages():
        catalogue.add(message, locations=[(filename, 0)])
    return catalogue


def _path(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """The catalogue of a language; empty if there is none yet."""
    path = _path(locale)
    if not path.exists():
        return Catalog(locale=locale, project="Vinh Danh", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def write(locale: str, catalogue: Catalog) -> None:
    """Write a catalogue without line numbers, so that moving code changes nothing here."""
    _path(locale).parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment, catalogue.msgid_bugs_address = HEADER, ""
    catalogue.last_translator = catalogue.language_team = "Vinh Danh"
    with _path(locale).open("wb") as file:
        write_po(
            file,
            catalogue,
            no_location=True,
            omit_header=False,
            sort_output=True,
            width=100,
            ignore_obsolete=True,
        )


def update() -> None:
    """Bring every catalogue up to date with the texts, keeping the translations."""
    template = extract()
    for locale in LOCALES:
        if locale != SOURCE_LANGUAGE:
            catalogue = read(locale)
            catalogue.update(template, no_fuzzy_matching=True)
            write(locale, catalogue)


def missing() -> list[str]:
    """Texts that lack a translation, and translations whose placeholders differ, as `vi: text`."""
    problems = []
    template = extract()
    for locale in LOCALES:
        if locale == SOURCE_LANGUAGE:
            continue
        catalogue = read(locale)
        for message in template:
            if not message.id:
                continue
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            known = catalogue.get(key)
            strings = known.string if known is not None else ""
            given = [strings] if isinstance(strings, str) else list(strings or ())
            if not all(given) or (known is not None and known.fuzzy):
                problems.append(f"{locale}: {key}")
            elif any(_placeholders(key) - _placeholders(text) for text in given[:1]):
                problems.append(f"{locale}: placeholders differ in {key}")
    return problems


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text))
