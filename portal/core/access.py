"""Who may reach a route, and the verdicts with reasons that policies give."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound


class Access(StrEnum):
    """What a route asks of its visitor before its own policy speaks."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    SIGNED_LINK = "signed_link"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A policy's answer; truthy when allowed, and it can say why not."""

    allowed: bool
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refused(reason: Any = _l("You do not have the right to do this.")) -> Verdict:
    """A refusal with a reason the reader may see."""
    return Verdict(False, reason)


def authorize(verdict: Verdict, *, hide: bool = False) -> None:
    """Stop the request with 403 and the reason, or with 404 where even existence is nobody's business."""
    if not verdict:
        raise NotFound() if hide else Forbidden(description=str(verdict.reason))


def _declare(view: Callable[..., Any], access: Access) -> Callable[..., Any]:
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Anyone may come."""
    return _declare(view, Access.PUBLIC)


def signed_link(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view itself checks a signature in its address."""
    return _declare(view, Access.SIGNED_LINK)


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Only people with an account; the view's policies decide the rest."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return view(*args, **kwargs)

    return _declare(guarded, Access.SIGNED_IN)
