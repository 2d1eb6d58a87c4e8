"""Sessions of signed-in people; who they are is the business of `accounts`."""

from collections.abc import Callable
from typing import Any

from flask import Flask, redirect, request, session, url_for
from flask_login import LoginManager

login_manager = LoginManager()
login_manager.session_protection = "basic"


def _ask_to_sign_in() -> Any:
    if request.is_json or request.headers.get("X-Requested-With") == "autosave":
        return {"error": "signed_out"}, 401
    target = request.full_path if request.method == "GET" else request.referrer or "/"
    session["next"] = target.removeprefix(request.host_url.rstrip("/")).rstrip("?")
    return redirect(url_for("accounts.sign_in"))


def init_app(app: Flask, load_user: Callable[[str], Any]) -> None:
    """Attach the login manager with the function that finds a user by session id."""
    login_manager.init_app(app)
    login_manager.user_loader(load_user)
    login_manager.unauthorized_handler(_ask_to_sign_in)
