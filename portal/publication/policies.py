"""Who may release results, now or at a moment."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_free_organizer
from portal.core.access import Verdict


def can_release_results(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: to choose the moment, or to hold results back, is a part of the decision."""
    instead = _l("You are in conflict with a work of this edition: another organizer publishes the results.")
    return is_free_organizer(user, edition, hidden, instead)
