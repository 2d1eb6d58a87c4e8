"""Wrong keys, wrong types, missing words and unexplained defaults are told with line and key."""

from pathlib import Path

import pytest

from portal.awards.preset_file import available_presets, load_preset
from tests.awards.preset_breaking import FAULT_NAMES, check_fault, error_of, fault, line_with, replaced, write

HCMC = available_presets()["hcmc"].read_text(encoding="utf-8")

FAULTS = [
    fault("format: 1\n", "format: 2\n", "format: 2", "format", "1", "2", "another format"),
    fault(
        "  slug: ideas\n",
        "  slugg: ideas\n",
        "award:",
        "award.slug",
        "small letters, digits and hyphens",
        "nothing",
        "missing key, on its parent's line",
    ),
    fault(
        "  description: A yearly",
        "  descripton: x\n  description: A yearly",
        "descripton: x",
        "award.descripton",
        "a known key (did you mean description?)",
        '"descripton"',
        "unknown key",
    ),
    fault(
        "prizes:\n",
        "surprise: 1\nprizes:\n",
        "surprise",
        "surprise",
        "a known key (known: format, award, contact, edition, categories, prizes, rounds, dossier, lists, form, "
        "eligibility, checks, screening_reasons, screening_checklist, feedback, decision, honours, comments, "
        "replication, retention, track)",
        '"surprise"',
        "unknown key at the top",
    ),
    fault(
        "  year: 2026\n",
        "  year: 2026\n  year: 2027\n",
        "year: 2027",
        "edition.year",
        "each key once",
        "a second one (the first is on line <year: 2026>)",
        "duplicate key",
    ),
    fault(
        "  year: 2026\n",
        "  year: [2026]\n",
        "[2026]",
        "edition.year",
        "a whole number from 1990 to 2200",
        "a list",
        "list for number",
    ),
    fault(
        "  year: 2026\n",
        "  year: 20.5\n",
        "20.5",
        "edition.year",
        "a whole number from 1990 to 2200",
        "20.5",
        "float for whole",
    ),
    fault(
        "  year: 2026\n",
        "  year: null\n",
        "year: null",
        "edition.year",
        "a whole number from 1990 to 2200",
        "nothing",
        "null",
    ),
    fault(
        "  tagline: Small changes, brighter days\n",
        "  tagline: [a]\n",
        "tagline: [a]",
        "edition.tagline",
        "text in en",
        "a list",
        "list for text",
    ),
]


@pytest.mark.parametrize(FAULT_NAMES, FAULTS)
def test_key_fault_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_missing_words_in_one_locale_are_told_on_the_lines_of_the_text(tmp_path: Path, locale: str):
    words = {
        "vi": "    vi: Sáng tạo từ Thành phố, vì Thành phố\n",
        "en": "    en: Made in the City, for the City\n",
    }
    text = replaced(words[locale], "", HCMC)
    kept = words["en" if locale == "vi" else "vi"]

    error = error_of(tmp_path, text)

    assert (error.key, error.expected, error.found) == (
        f"edition.tagline.{locale}",
        f"text in {locale}",
        "nothing",
    )
    assert error.line == line_with(text, kept)


def test_plain_words_are_refused_with_two_locales(tmp_path: Path):
    text = replaced("    vi: Sáng tạo từ Thành phố, vì Thành phố\n    en: Made in the City, for the City\n", "", HCMC)
    text = replaced("  tagline:\n", "  tagline: Made in the City\n", text)

    error = error_of(tmp_path, text)

    assert (error.key, error.expected, error.found) == (
        "edition.tagline",
        "text in vi and en",
        '"Made in the City"',
    )
    assert error.line == line_with(text, "tagline: Made")


def test_words_in_a_locale_the_edition_lacks_are_told(tmp_path: Path):
    text = replaced("  tagline: Small changes, brighter days\n", "  tagline: {en: Small, fr: Petit}\n")

    error = error_of(tmp_path, text)

    assert (error.key, error.expected) == ("edition.tagline.fr", "a known key (known: en)")


def test_default_must_say_what_to_confirm(tmp_path: Path):
    text = replaced("    threshold: 32.5\n", "    threshold: 32.5\n    status: default\n")

    error = error_of(tmp_path, text)

    assert (error.key, error.expected, error.found) == ("edition.result.note", "text in en", "nothing")
    assert error.line == line_with(text, "  result:\n")


def test_default_with_a_note_is_listed_to_confirm(tmp_path: Path):
    text = replaced("    threshold: 32.5\n", "    threshold: 32.5\n    status: default\n    note: Ask the board.\n")

    preset = load_preset(write(tmp_path, text))

    assert [(one.path, one.note) for one in preset.defaults_to_confirm] == [
        ("edition.result", {"en": "Ask the board."})
    ]
