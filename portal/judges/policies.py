"""Who may see and change panels."""

from typing import Any

from portal.accounts.policies import is_organizer, manages
from portal.core.access import Verdict


def can_change_panels(user: Any, edition: Any) -> Verdict:
    """Organizers."""
    return is_organizer(user, edition)


def can_see_panel(user: Any, edition: Any, category: Any) -> Verdict:
    """Organizers, and of a category's panel its secretary: who sits there and who was asked, not how to reach them."""
    return manages(user, edition, category)
