"""Who may release results, plan their release, and take a plan back."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.core.access import Verdict, refused


def can_publish(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: what may not be shown to somebody, they cannot answer for."""
    verdict = is_organizer(user, edition)
    if verdict and hidden:
        return refused(_l("You are in conflict with a work of this edition: another organizer releases the results."))
    return verdict
