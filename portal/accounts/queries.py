"""Finding people."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.rules import fold_email
from portal.core.db import db


def user_by_email(address: str) -> User | None:
    """The account of an address, however it is capitalised."""
    folded = fold_email(address)
    return None if folded is None else db.session.scalar(select(User).where(User.email == folded))


def user_of_session(session_id: str) -> User | None:
    """The person a session belongs to, unless the password has changed since."""
    identity, _, epoch = session_id.partition(":")
    if not identity.isdigit() or not epoch.isdigit():
        return None
    user = db.session.get(User, int(identity), options=[joinedload(User.grants)])
    return user if user is not None and user.session_epoch == int(epoch) else None


def list_people(search: str = "") -> Select[tuple[User]]:
    """People by name, to be paginated; the search looks in names and addresses."""
    statement = select(User).order_by(User.name, User.id)
    if search:
        pattern = f"%{search.lower()}%"
        statement = statement.where(or_(User.email.like(pattern), User.name.ilike(pattern)))
    return statement


def grants_of_edition(edition_id: int) -> Select[tuple[RoleGrant]]:
    """The roles granted for an edition, newest first."""
    statement = select(RoleGrant).options(joinedload(RoleGrant.user).lazyload(User.grants))
    return statement.where(RoleGrant.edition_id == edition_id).order_by(RoleGrant.id.desc())


def organizers_of(edition_id: int) -> list[User]:
    """Those who run an edition."""
    granted = select(RoleGrant.user_id).where(
        RoleGrant.role == Role.ORGANIZER, or_(RoleGrant.edition_id.is_(None), RoleGrant.edition_id == edition_id)
    )
    return list(db.session.scalars(select(User).where(User.id.in_(granted)).order_by(User.id)))
