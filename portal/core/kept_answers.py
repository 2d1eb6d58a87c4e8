"""Answers of shared pages, kept by the web server's process and given again while nothing public has changed.

Whatever is kept is checked against the database before each use, so that a correction shows at once; only making the
page is saved. A crowd on the day of the results asks for the same few pages a thousand times a second.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_etags

from portal.core.shared_pages import MARK

LARGEST, MOST_BYTES = 1_000_000, 32_000_000
"""Bytes of one answer, and of all that a process keeps."""
OF_THE_PAGE = {"content-length", "content-type", "content-disposition", "content-encoding", "content-language"}
"""Headers that speak of a body: an answer without one leaves them out."""

Headers = list[tuple[str, str]]
Key = tuple[str, ...]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class _Answer:
    mark: str
    headers: Headers
    body: bytes

    @property
    def etag(self) -> str:
        """The validator as it was sent, without its quotes."""
        return next((value.strip('"') for name, value in self.headers if name.lower() == "etag"), "")


class KeptAnswers:
    """WSGI around the portal; `mark_now` gives the mark of what is public, as `shared_pages` writes it down.

    Keeps at most so many bytes, those asked for longest ago go first. Called by several threads at once.
    """

    def __init__(self, application: Application, mark_now: Callable[[], str], *, most_bytes: int = MOST_BYTES):
        self._application, self._mark_now, self._most_bytes = application, mark_now, most_bytes
        self._kept: OrderedDict[Key, _Answer] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The kept answer if it still holds, else that of the portal, which is kept if it may be."""
        key = _key(environ)
        kept = self._look(key) if key else None
        if kept is not None and self._holds(kept):
            return _give(kept, environ, start_response)
        return self._ask(key, environ, start_response) if key else self._application(environ, start_response)

    def _look(self, key: Key) -> _Answer | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _holds(self, kept: _Answer) -> bool:
        try:
            return self._mark_now() == kept.mark
        except SQLAlchemyError:
            return False  # The portal has the words for it.

    def _ask(self, key: Key, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told: list[Any] = []

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            told[:] = [status, headers]
            return start_response(status, headers, *rest)

        pieces = self._application(environ, start)
        mark = environ.get(MARK)
        if mark is None or not told or not told[0].startswith("200 "):
            return pieces
        size = next((int(value) for name, value in told[1] if name.lower() == "content-length"), LARGEST + 1)
        if size > LARGEST:
            return pieces
        try:
            body = b"".join(pieces)
        finally:
            getattr(pieces, "close", lambda: None)()
        self._keep(key, _Answer(mark, list(told[1]), body))
        return [body]

    def _keep(self, key: Key, answer: _Answer) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = answer
            self._bytes += len(answer.body) - (len(before.body) if before else 0)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._kept.popitem(last=False)[1].body)


def _key(environ: dict[str, Any]) -> Key | None:
    """Everything an answer of a shared page may depend on; nothing for requests that have none."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" in environ:
        return None
    names = ("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "HTTP_X_FORWARDED_HOST")
    return (*(environ.get(name, "") for name in names), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))


def _give(kept: _Answer, environ: dict[str, Any], start_response: Callable[..., Any]) -> Sequence[bytes]:
    if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(kept.etag):
        start_response("304 NOT MODIFIED", [one for one in kept.headers if one[0].lower() not in OF_THE_PAGE])
        return []
    start_response("200 OK", kept.headers)
    return [kept.body]
