"""Whether an edition still takes changes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.access import ALLOWED, Verdict, refused


def takes_changes(edition: Any) -> Verdict:
    """Nobody changes anything in an edition that has been closed."""
    if edition.closed_at is None:
        return ALLOWED
    return refused(_l("This edition is closed and sealed; nothing of it can be changed any more."))
