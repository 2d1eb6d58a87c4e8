"""Who plans presentations, who runs a session, and who sees when what is presented."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import manages
from portal.core.access import ALLOWED, Verdict, refused
from portal.judges.models import PanelRole

RUNNING_ROLES = frozenset({PanelRole.CHAIR, PanelRole.DEPUTY, PanelRole.SECRETARY})


def can_plan(user: Any, edition: Any, category: Any) -> Verdict:
    """The secretary of the category, and the organizers for all."""
    return manages(user, edition, category)


def can_run(user: Any, session: Any, roles: frozenset[PanelRole]) -> Verdict:
    """Whoever plans it, and the chair, deputy or secretary of the panel; `roles` are those held on this panel."""
    if roles & RUNNING_ROLES or manages(user, session.category.edition, session.category):
        return ALLOWED
    return refused(_l("Only the chair and the secretary of the panel run its presentations."))
