"""What the session keeps for one person: it survives signing out and in again, and nobody else is shown it."""

from typing import Any

from flask import session

_KEY = "kept"
_MOST = 8
"""The session is a cookie: what was kept longest ago goes first."""


def kept_for(user: Any, name: str) -> Any:
    """What was kept for this person under a name, or None."""
    return session.get(_KEY, {}).get(f"{user.id}:{name}")


def keep_for(user: Any, name: str, value: Any) -> None:
    """Keep a small value for this person; None forgets it."""
    key = f"{user.id}:{name}"
    others = {one: kept for one, kept in session.get(_KEY, {}).items() if one != key}
    if value is not None:
        others[key] = value
    session[_KEY] = dict(list(others.items())[-_MOST:])


def clear_session() -> None:
    """Forget everything but what is kept for people who may come back."""
    kept = session.get(_KEY)
    session.clear()
    if kept:
        session[_KEY] = kept
