"""Who may open a track, and follow its path."""

from typing import Any

from portal.accounts.policies import is_organizer
from portal.core.access import Verdict


def can_open(user: Any, edition: Any) -> Verdict:
    """The organizers of an edition open tracks of its award."""
    return is_organizer(user, edition)
