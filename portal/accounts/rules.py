"""What is a valid address and a good enough password."""

import unicodedata
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

MINIMUM_PASSWORD = 12
MAXIMUM_PASSWORD = 200


class PasswordProblem(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_ADDRESS = "holds_address"


SENTENCES = {
    PasswordProblem.TOO_SHORT: _l("Use at least %(n)d characters; a sentence is easy to remember", n=MINIMUM_PASSWORD),
    PasswordProblem.TOO_LONG: _l("Use at most %(n)d characters", n=MAXIMUM_PASSWORD),
    PasswordProblem.TOO_PLAIN: _l("Use more different characters"),
    PasswordProblem.HOLDS_ADDRESS: _l("Do not use your e-mail address in the password"),
}


def fold_email(address: str) -> str | None:
    """The address as it is kept (NFC, lower case), or None when it cannot be one."""
    try:
        checked = validate_email(unicodedata.normalize("NFC", address.strip()), check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def password_problem(password: str, email: str = "") -> PasswordProblem | None:
    """The first thing wrong with a password, or None."""
    if len(password) < MINIMUM_PASSWORD:
        return PasswordProblem.TOO_SHORT
    if len(password) > MAXIMUM_PASSWORD:
        return PasswordProblem.TOO_LONG
    if len(set(password)) < 5:
        return PasswordProblem.TOO_PLAIN
    local = email.partition("@")[0].lower()
    if len(local) >= 4 and local in password.lower():
        return PasswordProblem.HOLDS_ADDRESS
    return None
