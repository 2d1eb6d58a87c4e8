"""Canonical JSON and SHA-256: the same bytes for the same content, in any language."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any, NoReturn

_AS_GIVEN = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_SORTED = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class NotCanonicalError(ValueError):
    """Raised for content that has no single spelling, such as a float."""


def canonical(content: Any) -> Any:
    """The content with every string in NFC; floats and odd types are refused."""
    # Written and read by the library, which is many times faster than a walk through large results.
    try:
        text = _AS_GIVEN.encode(content)
    except TypeError as error:
        raise NotCanonicalError(str(error)) from error
    said = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    return said if unicodedata.is_normalized("NFC", text) else _in_nfc(said)


def _in_nfc(said: Any) -> Any:
    if isinstance(said, str):
        return unicodedata.normalize("NFC", said)
    if isinstance(said, list):
        return [_in_nfc(item) for item in said]
    if isinstance(said, dict):
        return {unicodedata.normalize("NFC", key): _in_nfc(value) for key, value in said.items()}
    return said


def canonical_bytes(content: Any) -> bytes:
    """Canonical JSON in UTF-8: sorted keys, no spaces, strings and whole numbers only (after RFC 8785)."""
    return spelled(canonical(content))


def spelled(canonical_content: Any) -> bytes:
    """Canonical JSON of what `canonical` gave, which large contents are put through only once."""
    return _SORTED.encode(canonical_content).encode()


def spelled_parts(canonical_content: Mapping[str, Any]) -> dict[str, bytes]:
    """The canonical JSON of each part of what `canonical` gave, for contents of which a part goes into several."""
    return {name: spelled(part) for name, part in canonical_content.items()}


def joined(parts: Mapping[str, bytes]) -> bytes:
    """The canonical JSON of a mapping whose parts are spelled already."""
    return b"{" + b",".join(spelled(name) + b":" + parts[name] for name in sorted(parts)) + b"}"


def digest(content: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return digest_of(canonical_bytes(content))


def digest_of(written: bytes) -> str:
    """SHA-256 of what `canonical_bytes` or `spelled` gave, 64 hexadecimal digits."""
    return hashlib.sha256(written).hexdigest()


def _refuse(number: str) -> NoReturn:
    raise NotCanonicalError(f"{number} cannot be written canonically")
