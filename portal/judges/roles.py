"""Giving a role in an edition: what ties the person to its works is found before they see any of the judging."""

from typing import Any

from portal.accounts import service as accounts
from portal.accounts.models import Role, RoleGrant, User
from portal.awards.models import Category, Edition
from portal.core.db import transaction
from portal.judges.searching import look_at


def give_role(
    user: User, role: Role, *, edition: Edition, category: Category | None, actor: Any
) -> RoleGrant:  # fmt: skip
    """Give a role for an edition, or for one of its categories, and look for the conflicts that come with it."""
    with transaction():
        grant = accounts.grant_role(user, role, actor=actor, edition=edition, category=category)
        look_at({user.id}, edition, category, actor=actor)
        return grant
