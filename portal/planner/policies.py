"""Who may plan the judging, and learn from what judges did before."""

from typing import Any

from portal.accounts.policies import is_organizer
from portal.core.access import Verdict


def can_plan(user: Any, edition: Any) -> Verdict:
    """The organizers of the edition."""
    return is_organizer(user, edition)


def can_learn_from(user: Any, edition: Any) -> Verdict:
    """Whoever may see the scores of an edition: its organizers."""
    return is_organizer(user, edition)
