"""The page about presets names every key of the format."""

from dataclasses import fields
from pathlib import Path

import pytest

from portal.awards import preset_form_schema, preset_schema
from portal.awards.preset_fields import BUILT_IN_KEYS
from portal.awards.preset_form import MEDIA_TYPES
from portal.awards.preset_words import FieldType

PAGE = (Path(__file__).parents[2] / "docs" / "presets.md").read_text(encoding="utf-8")
CLASSES = [
    item
    for module in (preset_schema, preset_form_schema)
    for item in vars(module).values()
    if isinstance(item, type) and item.__module__ == module.__name__
]
IN_THE_FILE = {
    "from_points": "from:",
    "to_points": "to:",
    "description": "description",
    "label": "label",
    "provenance": "status",
    "extension": "file_types",
    "at_submit": "`required: at_submit`",
    "media_types": "media types",
    "defaults_to_confirm": "to confirm",
}


@pytest.mark.parametrize("item", CLASSES, ids=lambda item: item.__name__)
def test_page_names_every_key(item: type):
    names = [IN_THE_FILE.get(field.name, f"`{field.name}`") for field in fields(item)]  # type: ignore[arg-type]

    assert [name for name in names if name not in PAGE] == []


@pytest.mark.parametrize("word", [*FieldType, *MEDIA_TYPES])
def test_page_names_every_type(word: str):
    assert f"`{word}`" in PAGE


def test_page_says_what_is_built_in():
    assert [key for key in BUILT_IN_KEYS if key.replace("_", "-") not in PAGE.lower()] == []
