"""Two languages: choosing one, localised data, and catalogues compiled when they are older than their text."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, get_locale, get_translations
from flask_babel import force_locale as _force_locale
from flask_login import current_user

from portal.core.shared_pages import on_shared_page

LOCALES = {"vi": "Tiếng Việt", "en": "English"}
TRANSLATIONS = Path(__file__).parent.parent / "translations"

babel = Babel()


def choose_locale() -> str | None:
    """The reader's choice, else the account's, else the browser's, else the site's; on shared pages the address's."""
    if not has_request_context():
        return None
    if on_shared_page():
        return language_asked()
    if session.get("locale") in LOCALES:
        return str(session["locale"])
    if current_user and current_user.is_authenticated and current_user.locale in LOCALES:
        return str(current_user.locale)
    return request.accept_languages.best_match(list(LOCALES))


def language_asked() -> str:
    """The language that the address of a shared page names, else the site's."""
    named = request.args.get("lang", "")
    return named if named in LOCALES else str(current_app.config["BABEL_DEFAULT_LOCALE"])


def keep_language(_endpoint: str, values: dict[str, Any]) -> None:
    """Let an address of a shared page name the reader's language where it is not the site's."""
    language = str(get_locale() or "")
    if language in LOCALES and language != current_app.config["BABEL_DEFAULT_LOCALE"]:
        values.setdefault("lang", language)


@contextmanager
def force_locale(locale: str) -> Iterator[None]:
    """Speak another language inside the block, whoever is reading."""
    with _force_locale(locale):
        yield


def localized(value: Any, locale: str | None = None) -> str:
    """The text of localised data in the reader's language, or in whichever language it has."""
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    wanted = locale or str(get_locale() or "vi")
    return str(value.get(wanted) or next((text for text in value.values() if text), ""))


def local_time(moment: datetime, time_zone: str | None = None) -> datetime:
    """The moment on the wall clock of the edition (or of the page's edition)."""
    page_zone = getattr(g, "time_zone", None) if has_request_context() else None
    return moment.astimezone(ZoneInfo(time_zone or page_zone or "Asia/Ho_Chi_Minh"))


_catalogues: dict[Any, Any] = {}


def _catalogue() -> Any:
    language = get_locale()
    found = _catalogues.get(language)
    if found is None:
        found = _catalogues[language] = get_translations()
    return found


def compile_catalogues(directory: Path = TRANSLATIONS) -> list[Path]:
    """Compile each catalogue whose text is newer; atomically, since several processes start at once."""
    compiled = []
    for text in sorted(directory.glob("*/LC_MESSAGES/messages.po")):
        binary = text.with_suffix(".mo")
        if binary.exists() and binary.stat().st_mtime >= text.stat().st_mtime:
            continue
        with text.open("rb") as source:
            catalogue = read_po(source)
        with tempfile.NamedTemporaryFile(dir=text.parent, delete=False) as target:
            write_mo(target, catalogue)
        os.replace(target.name, binary)
        compiled.append(binary)
    return compiled


def init_app(app: Flask) -> None:
    """Attach the languages to the application."""
    compile_catalogues()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app, locale_selector=choose_locale)
    # A page has a hundred words: its catalogue is found by the language alone, in a third of the time.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda one: _catalogue().ugettext(one),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
