"""Giving a role in an edition: what ties the person to its works is found before they see any of the judging."""

from typing import Any

from portal.accounts import service as accounts
from portal.accounts.models import Role, RoleGrant, User
from portal.awards.models import Category, Edition
from portal.awards.queries import categories_of
from portal.core.db import transaction
from portal.judges.service import find_conflicts


def give_role(
    user: User, role: Role, *, edition: Edition, category: Category | None, actor: Any
) -> RoleGrant:  # fmt: skip
    """Give a role for an edition, or for one of its categories, and look for the conflicts that come with it."""
    with transaction():
        grant = accounts.grant_role(user, role, actor=actor, edition=edition, category=category)
        for one in [category] if category is not None else categories_of(edition):
            find_conflicts(one, actor=actor, person=user.id)
        return grant
