"""Numbers and days as people type them; shared by what is checked and by what depends on an answer."""

from datetime import date


def parse_number(text: str) -> int | None:
    """A whole number, however its thousands are grouped."""
    digits = text.replace(".", "").replace(",", "").replace(" ", "").replace("\u00a0", "")
    return int(digits) if digits.isascii() and digits.lstrip("-").isdigit() and len(digits) < 18 else None


def parse_date(text: str) -> date | None:
    """A day written as 2025-03-27 or 27/3/2025."""
    parts = text.strip().replace(".", "/").replace("-", "/").split("/")
    if len(parts) != 3 or not all(part.strip().isdigit() for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    year, month, day = (first, second, third) if first > 31 else (third, second, first)
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None
