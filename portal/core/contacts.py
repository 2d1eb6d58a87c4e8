"""E-mail addresses and telephone numbers in running text."""

import re

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w.,])(?:\+?84|0)(?:[\s.\-()]{0,2}\d){8,10}(?!\d)|(?<!\w)\+\d(?:[\s.\-()]{0,2}\d){7,13}(?!\d)"
)


def contact_in(text: str) -> str | None:
    """The first of them that stands in a text."""
    found = EMAIL.search(text) or PHONE.search(text)
    return found[0] if found else None
