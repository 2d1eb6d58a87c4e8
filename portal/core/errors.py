"""Errors people can cause, each with a sentence that says what to do."""

from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from portal.core.files_host import serves_files


class PortalError(Exception):
    """A refusal the reader can act upon; `message` is in the reader's language."""

    message: Any = _l("This could not be done.")

    def __init__(self, message: Any = None, **data: Any):
        super().__init__(str(type(self).__name__))
        if message is not None:
            self.message = message
        self.data = data

    def __str__(self) -> str:
        return str(self.message)


class StaleRowError(PortalError):
    """Raised when somebody else saved the same thing meanwhile."""

    message = _l(
        "Somebody else has changed this since you opened it. Nothing of yours is lost: compare, then save again."
    )


TITLES = {
    400: _l("The request could not be understood"),
    403: _l("You cannot open this page"),
    404: _l("Page not found"),
    405: _l("This address does not work that way"),
    413: _l("The file is too large"),
    416: _l("The file has no such part"),
    429: _l("Too many attempts"),
    500: _l("Something went wrong on our side"),
}

ADVICE = {
    400: _l("Go back, reload the page and try again."),
    403: _l("If you think you should see it, ask the organizers."),
    404: _l("Check the address, or start from the home page."),
    413: _l("Choose a smaller file."),
    429: _l("Wait a few minutes, then try again."),
    500: _l("Your saved work is safe. Try again in a moment."),
}


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def _answer(error: HTTPException) -> Any:
    code = error.code or 500
    if 300 <= code < 400:
        return error
    detail = error.description if code in {403, 409, 413} and error.description != type(error).description else None
    if _wants_json():
        return {"error": str(detail or TITLES.get(code, TITLES[500]))}, code
    if serves_files():
        # No page of ours, with its forms and its session, where files are served.
        return Response(f"{code} {TITLES.get(code, error.name)}\n", code, mimetype="text/plain")
    page = render_template(
        "errors/error.html",
        code=code,
        title=TITLES.get(code, error.name),
        detail=detail,
        advice=ADVICE.get(code, ""),
    )
    return page, code


def _answer_portal_error(error: PortalError) -> Any:
    if _wants_json():
        return {"error": str(error)}, 409
    return render_template("errors/error.html", code=409, title=str(error), detail=None, advice=""), 409


def init_app(app: Flask) -> None:
    """Answer every error with a page in the reader's language."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(PortalError, _answer_portal_error)
