"""What public pages of earlier packages say of certificates and revoked prizes, offered to their templates."""

from typing import Any

from flask import Flask

from portal.honours.forms import RECOVERY_WORDS
from portal.honours.models import Recovery
from portal.honours.queries import numbers_told, revocations_of


def recovery_words(state: Recovery) -> str:
    """What became of the money, in the reader's language."""
    return str(RECOVERY_WORDS[state])


def init_app(app: Flask) -> None:
    """Offer revocations to every template; nothing is read unless one asks."""

    @app.context_processor
    def revocation_values() -> dict[str, Any]:
        return {
            "revocations_of": revocations_of,
            "recovery_words": recovery_words,
            "certificate_numbers": numbers_told,
        }
