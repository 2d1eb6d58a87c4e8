"""Text folded for searching: Vietnamese with or without its marks finds the same thing."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Lower case without marks: `Điện tử` becomes `dien tu`."""
    composed = unicodedata.normalize("NFC", text).replace("đ", "d").replace("Đ", "D")
    bare = "".join(c for c in unicodedata.normalize("NFD", composed) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.lower()).strip()
