"""Files that are not plain YAML, or not meant well, are refused with their line."""

from pathlib import Path

import pytest

from portal.awards.preset_file import PresetError, load_preset
from portal.awards.preset_yaml import MAX_BYTES
from tests.awards.preset_breaking import GOOD, error_of, line_with, replaced

BOMB = "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n"


def test_bad_indentation_tells_line_and_column(tmp_path: Path):
    text = replaced("  slug: ideas\n", "  slug: ideas\n name: [\n")

    error = error_of(tmp_path, text)

    assert (error.line, error.key, error.expected) == (line_with(text, " name: [\n"), "", "correct YAML")
    assert error.found.startswith("at column 2: ")


def test_tab_tells_line_and_column(tmp_path: Path):
    text = replaced("  slug: ideas\n", "\tslug: ideas\n")

    error = error_of(tmp_path, text)

    assert (error.line, error.expected) == (line_with(text, "\tslug"), "correct YAML")
    assert error.found.startswith("at column 1: ")


def test_alias_bomb_is_refused_at_the_first_anchor(tmp_path: Path):
    error = error_of(tmp_path, BOMB)

    assert (error.line, error.expected) == (1, "the value written out (no anchors or aliases)")
    assert error.found == '"&a"'


def test_alias_without_anchor_is_refused(tmp_path: Path):
    text = replaced("slug: ideas\n", "slug: *other\n")

    error = error_of(tmp_path, text)

    assert (error.line, error.found) == (line_with(text, "*other"), '"*other"')


def test_tag_is_refused(tmp_path: Path):
    text = replaced("slug: ideas\n", "slug: !!python/name:os.system ideas\n")

    error = error_of(tmp_path, text)

    assert (error.line, error.expected) == (line_with(text, "!!python"), "plain values (no tags)")


def test_second_document_is_refused(tmp_path: Path):
    error = error_of(tmp_path, GOOD + "---\nformat: 1\n")

    assert (error.line, error.expected) == (GOOD.count("\n") + 1, "one document")


def test_deep_nesting_is_refused(tmp_path: Path):
    error = error_of(tmp_path, "format: " + "[" * 5000 + "]" * 5000)

    assert (error.line, error.expected, error.found) == (1, "at most 20 levels", "deeper nesting")


def test_large_file_is_refused(tmp_path: Path):
    error = error_of(tmp_path, GOOD + "#" * MAX_BYTES)

    assert (error.expected, error.found) == (f"at most {MAX_BYTES} bytes", "a larger file")


def test_wrong_encoding_tells_the_line(tmp_path: Path):
    path = tmp_path / "preset.yaml"
    path.write_bytes("format: 1\naward:\n  name: Giải\n".encode("utf-16-le"))
    path.write_bytes(b"format: 1\naward:\n  name: caf\xe9\n")

    with pytest.raises(PresetError) as caught:
        load_preset(path)

    assert (caught.value.line, caught.value.expected) == (3, "text in UTF-8")
    assert caught.value.found == "byte 0xe9"


def test_control_character_tells_line_and_column(tmp_path: Path):
    error = error_of(tmp_path, "format: 1\naward: \x07\n")

    assert (error.line, error.expected) == (2, "printable text")
    assert error.found == "at column 8: character '\\x07'"


def test_byte_order_mark_is_harmless(tmp_path: Path):
    path = tmp_path / "preset.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())

    assert load_preset(path).award.slug == "ideas"


@pytest.mark.parametrize(("text", "found"), [("", "nothing"), ("- one\n", "a list"), ("hello\n", "a single value")])
def test_file_that_is_no_block_is_refused(tmp_path: Path, text: str, found: str):
    error = error_of(tmp_path, text)

    assert (error.line, error.expected, error.found) == (1, "a block of keys", found)


def test_missing_file_is_told_plainly(tmp_path: Path):
    with pytest.raises(PresetError) as caught:
        load_preset(tmp_path / "nowhere.yaml")

    assert caught.value.expected == "a readable file"
    assert caught.value.found == "no such file or directory"
