"""Signing up, proving an address, passwords, and granting roles."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts import rules
from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.passwords import hash_password, needs_rehash, verify_password
from portal.accounts.queries import user_by_email
from portal.accounts.tokens import Purpose, make_token, read_token, token_fits
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.notifications.service import notify
from portal.notifications.topics import Topic


class InvalidEmailError(PortalError):
    """Raised for an address nobody can be written to."""

    message = _l("Enter an e-mail address in the correct format, like name@example.com")


class LinkExpiredError(PortalError):
    """Raised for a link that is forged, used or too old."""

    message = _l("This link has been used or is too old. Ask for a new one.")


def _add_user(*, name: str, email: str, organisation: str = "", locale: str = "vi") -> User:
    folded = rules.fold_email(email)
    if folded is None:
        raise InvalidEmailError()
    user = User(name=name, email=folded, organisation=organisation, locale=locale, created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    return user


def sign_up(*, name: str, email: str, password: str, locale: str = "vi") -> User:
    """Open an account and send the link that proves the address; an existing owner is told instead."""
    with transaction():
        existing = user_by_email(email)
        if existing is not None:
            notify(existing, Topic.ACCOUNT_EXISTS, reset_url=_reset_url(existing))
            return existing
        user = _add_user(name=name, email=email, locale=locale)
        user.password_hash = hash_password(password)
        notify(user, Topic.ACCOUNT_VERIFY, verify_url=_verify_url(user))
        record(Action.USER_REGISTERED, user, actor=user)
        return user


def find_or_invite(
    *, email: str, name: str, organisation: str = "", locale: str = "vi", actor: Any, tell: bool = True
) -> User:
    """The account of an address; a new one is invited by e-mail to choose a password."""
    with transaction():
        user = user_by_email(email)
        if user is None:
            user = _add_user(name=name, email=email, organisation=organisation, locale=locale)
            if tell:
                notify(user, Topic.ACCOUNT_INVITED, reset_url=_reset_url(user))
            record(Action.USER_INVITED, user, actor=actor)
        return user


def resend_verification(user: User) -> None:
    """Send the link once more to somebody who has not used it."""
    with transaction():
        if not user.is_verified:
            notify(user, Topic.ACCOUNT_VERIFY, verify_url=_verify_url(user))


def verify_email(token: str) -> User:
    """Mark the address as proven; a link that no longer fits raises LinkExpiredError."""
    with transaction():
        user = _user_of_token(token, Purpose.VERIFY)
        user.verified_at = clock.now()
        record(Action.USER_VERIFIED, user, actor=user)
        return user


def check_password(email: str, password: str) -> User | None:
    """The person whose address and password these are; unknown addresses take as long as wrong passwords."""
    user = user_by_email(email)
    if not verify_password(user.password_hash if user else "", password) or user is None:
        return None
    if needs_rehash(user.password_hash):
        with transaction():
            user.password_hash = hash_password(password)
    return user


def request_password_reset(email: str) -> None:
    """Send a reset link if the address has an account; silent either way."""
    with transaction():
        user = user_by_email(email)
        if user is not None:
            notify(user, Topic.ACCOUNT_RESET, reset_url=_reset_url(user))


def user_of_reset_link(token: str) -> User:
    """Whose password the link may set; raises LinkExpiredError."""
    return _user_of_token(token, Purpose.RESET)


def reset_password(token: str, password: str) -> User:
    """Set a new password by link: it proves the address too, and signs every session out."""
    with transaction():
        user = _user_of_token(token, Purpose.RESET)
        _set_password(user, password)
        user.verified_at = user.verified_at or clock.now()
        record(Action.PASSWORD_CHANGED, user, actor=user, by="link")
        return user


def change_password(user: User, password: str) -> None:
    """Set a new password for somebody who gave the old one."""
    with transaction():
        _set_password(user, password)
        record(Action.PASSWORD_CHANGED, user, actor=user, by="profile")


def change_profile(user: User, *, name: str, organisation: str, locale: str) -> None:
    """Change what others see of a person."""
    with transaction():
        user.name, user.organisation, user.locale = name, organisation, locale
        record(Action.USER_CHANGED, user, actor=user)


def set_locale(user: User, locale: str) -> None:
    """Remember the language chosen."""
    with transaction():
        user.locale = locale


def grant_role(user: User, role: Role, *, actor: Any, edition: Any = None, category: Any = None) -> RoleGrant:
    """Give a role for an edition (or all) and a category (or all); an equal grant is not repeated."""
    scope = {
        "edition_id": edition.id if edition is not None else None,
        "category_id": category.id if category is not None else None,
    }
    with transaction():
        same = select(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.role == role)
        existing = db.session.scalar(same.filter_by(**scope))
        if existing is not None:
            return existing
        grant = RoleGrant(
            user=user, role=role, granted_by_id=getattr(actor, "id", None), granted_at=clock.now(), **scope
        )
        db.session.add(grant)
        record(
            Action.ROLE_GRANTED,
            user,
            actor=actor,
            role=role.value,
            category=scope["category_id"],
            edition_id=scope["edition_id"],
        )
        return grant


def revoke_role(grant: RoleGrant, *, actor: Any) -> None:
    """Take a role back."""
    with transaction():
        record(
            Action.ROLE_REVOKED,
            grant.user,
            actor=actor,
            role=grant.role.value,
            category=grant.category_id,
            edition_id=grant.edition_id,
        )
        db.session.delete(grant)


def _set_password(user: User, password: str) -> None:
    user.password_hash = hash_password(password)
    user.session_epoch += 1


def _user_of_token(token: str, purpose: Purpose) -> User:
    claims = read_token(token, purpose)
    user = db.session.get(User, claims[0]) if claims else None
    if claims is None or user is None or not token_fits(claims, user, purpose):
        raise LinkExpiredError()
    return user


def _verify_url(user: User) -> str:
    return external_url("accounts.verify", token=make_token(user, Purpose.VERIFY))


def _reset_url(user: User) -> str:
    return external_url("accounts.reset", token=make_token(user, Purpose.RESET))
