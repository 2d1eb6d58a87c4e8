"""Canonical JSON: the same as a walk through the content would give, in NFC, without floats."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.core.digest import (
    NotCanonicalError,
    canonical,
    canonical_bytes,
    digest,
    digest_of,
    joined,
    spelled_parts,
)

# Letters, marks that join the letter before them, and signs that JSON escapes.
TEXT = some.text(alphabet='eéêđ\u0301\u0302\u0338"\\\n=<\u1100\u1161 ', max_size=6)
KEYS = TEXT | some.integers(-20, 20)
CONTENT = some.recursive(
    some.none() | some.booleans() | some.integers() | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def walked(content: Any) -> Any:
    """The definition, string by string."""
    if isinstance(content, str):
        return unicodedata.normalize("NFC", content)
    if isinstance(content, list):
        return [walked(item) for item in content]
    if isinstance(content, dict):
        return {unicodedata.normalize("NFC", str(key)): walked(value) for key, value in content.items()}
    return content


@given(CONTENT)
def test_canonical_content_is_what_a_walk_gives(content):
    spelled = json.dumps(walked(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    assert canonical(content) == walked(content)
    assert canonical_bytes(content) == spelled
    assert digest(content) == digest_of(spelled)


@given(some.dictionaries(TEXT, CONTENT, max_size=6))
def test_parts_that_are_spelled_apart_join_to_the_same(content):
    assert joined(spelled_parts(canonical(content))) == canonical_bytes(content)


def test_tuples_are_lists_and_keys_are_sorted_as_text():
    assert canonical_bytes({10: (1, 2), 2: "e\u0301"}) == '{"10":[1,2],"2":"é"}'.encode()


@pytest.mark.parametrize("content", [1.5, [1e300], {"a": float("nan")}, {"a": b"bytes"}, object()])
def test_what_has_no_single_spelling_is_refused(content):
    with pytest.raises(NotCanonicalError):
        canonical(content)
