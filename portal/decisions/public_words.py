"""Words that everybody will read with the results: no addresses, no telephone numbers, nobody of those who judge."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.contacts import contact_in
from portal.core.errors import PortalError
from portal.core.search_text import fold
from portal.judges.queries import names_of_judges


class NotForThePublicError(PortalError):
    """Raised for words that will be published and tell more than they should."""


def refuse_private(edition: Any, *texts: str) -> None:
    """Refuse reasons that give an e-mail address, a telephone number, or the name of somebody who judges."""
    written = [text for text in texts if text.strip()]
    for text in written:
        if (found := contact_in(text)) is not None:
            raise NotForThePublicError(
                _l("Leave out %(words)s: this can become public with the results.", words=f"“{found}”")
            )
    names = [name for _id, name in names_of_judges(edition)] if written else []
    for text in map(fold, written):
        if (named := next((name for name in names if _names(text, fold(name))), None)) is not None:
            raise NotForThePublicError(
                _l(
                    "Leave out the name %(name)s: this can become public, and results never say who judged.",
                    name=f"“{named}”",
                )
            )


def _names(text: str, name: str) -> bool:
    """Whether a whole name of two words or more stands in a text; both are folded."""
    return " " in name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
