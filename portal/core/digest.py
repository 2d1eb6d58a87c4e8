"""Canonical JSON and SHA-256: the same bytes for the same content, in any language."""

import hashlib
import json
import unicodedata
from typing import Any


class NotCanonicalError(ValueError):
    """Raised for content that has no single spelling, such as a float."""


def canonical(content: Any) -> Any:
    """The content with every string in NFC; floats and odd types are refused."""
    if isinstance(content, str):
        return unicodedata.normalize("NFC", content)
    if content is None or isinstance(content, (bool, int)):
        return content
    if isinstance(content, (list, tuple)):
        return [canonical(item) for item in content]
    if isinstance(content, dict):
        return {unicodedata.normalize("NFC", str(key)): canonical(value) for key, value in content.items()}
    raise NotCanonicalError(f"{type(content).__name__} cannot be written canonically")


def canonical_bytes(content: Any) -> bytes:
    """Canonical JSON in UTF-8: sorted keys, no spaces, strings and whole numbers only (after RFC 8785)."""
    return json.dumps(canonical(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(content)).hexdigest()
