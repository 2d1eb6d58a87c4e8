"""Who holds which role where; every other package's policies ask here."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.models import Role, User
from portal.core.access import ALLOWED, Verdict, refused


def _holds(user: User, role: Role, edition_id: int | None, category_id: int | None = None) -> bool:
    for grant in user.grants:
        right_edition = grant.edition_id is None or grant.edition_id == edition_id
        right_category = grant.category_id is None or grant.category_id == category_id
        if grant.role is role and right_edition and right_category:
            return True
    return False


def is_administrator(user: Any) -> Verdict:
    """Administrators look after the installation: accounts and roles of every edition."""
    if not getattr(user, "is_authenticated", False):
        return refused(_l("Sign in first."))
    if any(grant.role is Role.ADMINISTRATOR for grant in user.grants):
        return ALLOWED
    return refused(_l("Only administrators may do this."))


def is_organizer(user: Any, edition: Any) -> Verdict:
    """Organizers run a whole edition; administrators may stand in."""
    if is_administrator(user):
        return ALLOWED
    if getattr(user, "is_authenticated", False) and _holds(user, Role.ORGANIZER, edition.id):
        return ALLOWED
    return refused(_l("Only the organizers of this edition may do this."))


def is_free_organizer(user: Any, edition: Any, hidden: frozenset[int], instead: Any) -> Verdict:
    """Organizers without a conflict with a work of the edition; `instead` is the sentence that says who acts then."""
    verdict = is_organizer(user, edition)
    return refused(instead) if verdict and hidden else verdict


def is_secretary_of(user: Any, category: Any) -> Verdict:
    """Secretaries look after the categories of their agency."""
    signed_in = getattr(user, "is_authenticated", False)
    if signed_in and _holds(user, Role.SECRETARY, category.edition_id, category.id):
        return ALLOWED
    return refused(_l("Only the secretary of this category may do this."))


def manages(user: Any, edition: Any, category: Any = None) -> Verdict:
    """Organizers of the edition, and for one category also its secretary."""
    verdict = is_organizer(user, edition)
    if verdict or category is None:
        return verdict
    return is_secretary_of(user, category)


def managed_category_ids(user: Any, edition: Any) -> list[int] | None:
    """The categories somebody may look after: None means all of them, an empty list none."""
    if is_organizer(user, edition):
        return None
    if not getattr(user, "is_authenticated", False):
        return []
    grants = [g for g in user.grants if g.role is Role.SECRETARY and g.edition_id in (None, edition.id)]
    if any(grant.category_id is None for grant in grants):
        return None
    return [grant.category_id for grant in grants if grant.category_id is not None]


def works_in_console(user: Any, edition: Any) -> Verdict:
    """Anyone with a role in the edition may open its console; each page then asks for more."""
    if managed_category_ids(user, edition) == []:
        return refused(_l("Only the organizers and secretaries of this edition may open the console."))
    return ALLOWED
