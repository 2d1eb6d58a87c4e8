"""Real preset files made wrong in one place, for the tests of what is said about them."""

import re
from pathlib import Path
from typing import Any

import pytest

from portal.awards.preset_file import PresetError, available_presets, load_preset

GOOD = available_presets()["ideas"].read_text(encoding="utf-8")


def write(directory: Path, text: str) -> Path:
    """A preset file with these contents."""
    path = directory / "preset.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def replaced(old: str, new: str, text: str = GOOD) -> str:
    """The good preset with one passage, found exactly once, replaced."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the preset"
    return text.replace(old, new)


def line_with(text: str, fragment: str) -> int:
    """The line, from 1, on which a fragment that occurs once begins."""
    assert text.count(fragment) == 1, f"{fragment!r} stands {text.count(fragment)} times"
    return text[: text.index(fragment)].count("\n") + 1


def error_of(directory: Path, text: str) -> PresetError:
    """The error that loading this text raises."""
    with pytest.raises(PresetError) as caught:
        load_preset(write(directory, text))
    return caught.value


FAULT_NAMES = ("old", "new", "at", "key", "expected", "found")


def fault(old: str, new: str, at: str | None, key: str, expected: str | None, found: str, name: str) -> Any:
    """One passage made wrong, the fragment whose line is to be told, and the rest of the message."""
    return pytest.param(old, new, at, key, expected, found, id=name)


def check_fault(
    directory: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
) -> None:
    """Load the preset with the fault and compare what is said; <fragment> in found is a line number."""
    text = replaced(old, new)

    error = error_of(directory, text)

    assert (error.key, error.found) == (key, _with_lines(found, text))
    assert error.expected == (expected or error.expected)
    assert error.line == (line_with(text, at) if at else error.line)


def _with_lines(words: str, text: str) -> str:
    return re.sub("<(.+)>", lambda match: str(text[: text.index(match[1])].count("\n") + 1), words)
