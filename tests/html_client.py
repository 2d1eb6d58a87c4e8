"""A test client that signs in, counts queries, and lints every page it is given."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from flask.globals import app_ctx
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.core.db import db

CONTROLS = {"input", "select", "textarea"}


class PageLinter(HTMLParser):
    """Collects what makes a page unsafe or unusable: doubled ids, unlabelled controls, inline script or style."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.labels: set[str] = set()
        self.controls: list[tuple[str, dict[str, str | None]]] = []
        self.problems: list[str] = []
        self.headings = 0
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids[str(values["id"])] += 1
        if tag == "label" and values.get("for"):
            self.labels.add(str(values["for"]))
        if tag in CONTROLS and values.get("type") not in {"hidden", "submit", "button"}:
            self.controls.append((tag, values))
        self.headings += tag == "h1"
        self._in_script = tag == "script" and "src" not in values
        self.problems += [f"<{tag} {name}> is inline" for name in values if name == "style" or name.startswith("on")]
        if tag == "style":
            self.problems.append("a <style> element")

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.problems.append("an inline script")

    def found(self) -> list[str]:
        """Everything wrong with the page."""
        doubled = [f"id {name!r} is used {count} times" for name, count in self.ids.items() if count > 1]
        unlabelled = [
            f"<{tag} name={values.get('name')}> has no label"
            for tag, values in self.controls
            if values.get("id") not in self.labels
            and not values.get("aria-label")
            and not values.get("aria-labelledby")
        ]
        headings = [] if self.headings == 1 else [f"{self.headings} h1 headings"]
        return self.problems + doubled + unlabelled + headings


def lint(html: str) -> list[str]:
    """What is wrong with a whole page."""
    linter = PageLinter()
    linter.feed(html)
    return linter.found()


class HtmlClient(FlaskClient):
    """Opens pages like a browser; a page with a defect fails the test that opened it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        # The test's own application context stays open between requests: each must begin with a clean slate.
        app_ctx.g = self.application.app_ctx_globals_class()
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            page = response.get_data(as_text=True)
            if "<html" in page:
                problems = lint(page)
                assert problems == [], f"{response.request.path}: {problems}"
        return response

    def sign_in(self, user: Any) -> "HtmlClient":
        """Start a session for a person without the form."""
        db.session.flush()
        with self.session_transaction() as session:
            session["_user_id"] = user.get_id()
            session["_fresh"] = True
        return self

    def get_text(self, path: str, status: int = 200) -> str:
        """The page at a path, whose status must be as expected."""
        response = self.get(path)
        assert response.status_code == status, (path, response.status_code)
        return str(response.get_data(as_text=True))

    def post_form(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Send a form with its token, and follow nothing."""
        return self.post(path, data={**(data or {}), "csrf_token": self.csrf_token()}, **kwargs)

    def csrf_token(self) -> str:
        """A token that fits this session."""
        from flask import g
        from flask_wtf.csrf import generate_csrf

        with self.session_transaction() as session:
            kept = dict(session)
        with self.application.test_request_context():
            from flask import session as current

            current.update(kept)
            token = generate_csrf()
            raw = current["csrf_token"]
            g.pop("csrf_token", None)
        with self.session_transaction() as session:
            session["csrf_token"] = raw
        return str(token)


@contextmanager
def counting_queries() -> Iterator[list[str]]:
    """Collects the SQL statements sent inside the block."""
    statements: list[str] = []
    bind = db.session.get_bind()
    engine = getattr(bind, "engine", bind)

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
