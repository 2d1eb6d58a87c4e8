"""Who may give the prizes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.core.access import Verdict, refused


def can_decide(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: whoever must not see a work cannot weigh the others against it either."""
    verdict = is_organizer(user, edition)
    if verdict and hidden:
        return refused(_l("You are in conflict with a work of this edition: another organizer records the decision."))
    return verdict
