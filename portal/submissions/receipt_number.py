"""Receipt numbers with check digits, such as HCM-2025-3-0042-17 (ISO 7064 MOD 97-10)."""

import re

SHAPE = re.compile(r"^([A-Z0-9]+(?:-[A-Z0-9]+)*)-(\d{1,2})-(\d{4,6})-(\d{2})$")


def _as_digits(text: str) -> str:
    return "".join(str(int(character, 36)) for character in text if character.isalnum())


def check_digits(body: str) -> str:
    """Two digits that make the whole congruent to 1 modulo 97; letters count from A = 10 (ISO 7064)."""
    return f"{98 - int(_as_digits(body) + '00') % 97:02d}"


def make_number(edition_code: str, category_number: int, serial: int) -> str:
    """The number of a submission, readable aloud and safe against a mistyped digit."""
    body = f"{edition_code.upper()}-{category_number}-{serial:04d}"
    return f"{body}-{check_digits(body)}"


def is_valid(number: str) -> bool:
    """Whether the number is spelled rightly; one wrong or two swapped digits are always found."""
    text = number.strip().upper()
    return bool(SHAPE.match(text)) and check_digits(text.rpartition("-")[0]) == text.rpartition("-")[2]
