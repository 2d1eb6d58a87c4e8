"""Numbers of certificates, what a certificate is worth now, and account numbers that can be right."""

import re
from enum import StrEnum

ACCOUNT = re.compile(r"[0-9A-Z]{4,34}")


class Standing(StrEnum):
    """What a certificate is worth now."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    OVERTAKEN = "overtaken"
    """A later release of the results no longer honours the work so."""


def number_of(edition_code: str, mark: str, serial: int, issue: int) -> str:
    """The number of a certificate, such as HCM-2025-GCN-0007; a second issue ends in -2."""
    number = f"{edition_code}-{mark}-{serial:04d}"
    return number if issue == 1 else f"{number}-{issue}"


def standing_of(*, revoked: bool, replaced: bool, honoured: bool) -> Standing:
    """What a certificate is worth: a revoked prize weighs most, then a newer issue, then a corrected result."""
    if revoked:
        return Standing.REVOKED
    if replaced:
        return Standing.REPLACED
    return Standing.VALID if honoured else Standing.OVERTAKEN


def tidy_number(typed: str) -> str:
    """A certificate's number as it is kept, however it was typed."""
    return re.sub(r"[\s–—_]+", "-", typed.strip()).upper()[:60]


def tidy_account(typed: str) -> str:
    """An account number or IBAN without spaces and dots; empty when it cannot be one."""
    account = re.sub(r"[\s.\-]", "", typed).upper()
    return account if ACCOUNT.fullmatch(account) else ""
