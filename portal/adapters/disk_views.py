"""The addresses of the local store: parts come in, objects go out, each by a signed, expiring link."""

from typing import Any

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import Forbidden, NotFound, RequestEntityTooLarge

from portal.adapters.disk_store import LARGEST_PART, DiskStore, TooLargeError
from portal.adapters.object_store import ObjectMissingError, get_store
from portal.core.access import signed_link
from portal.core.security import limiter

bp = Blueprint("disk_store", __name__)


def _store_and_claims(act: str) -> tuple[DiskStore, list[Any]]:
    store = get_store()
    if not isinstance(store, DiskStore):
        raise NotFound()
    expires = request.args.get("expires", 0, type=int)
    claims = store.claims(request.args.get("token", ""), expires)
    if claims is None or claims[:2] != [act, expires]:
        raise Forbidden()
    return store, claims[2:]


@bp.put("/store/part")
@signed_link
@limiter.exempt
def part() -> Response:
    """Take one part of an upload; the answer's ETag is needed to complete it."""
    store, (key, upload_id, number) = _store_and_claims("part")
    if (request.content_length or 0) > LARGEST_PART:
        raise RequestEntityTooLarge()
    try:
        etag = store.store_part(key, upload_id, number, request.stream)  # type: ignore[arg-type]
    except TooLargeError as error:
        raise RequestEntityTooLarge() from error
    except ObjectMissingError as error:
        raise NotFound() from error
    return Response(status=200, headers={"ETag": etag})


@bp.get("/store/object")
@signed_link
@limiter.exempt
def download() -> Response:
    """Send an object, in ranges if asked, so that it can never act in our origin."""
    store, (key, disposition, content_type) = _store_and_claims("object")
    try:
        answer = send_file(store.path_of(key), mimetype=content_type, conditional=True, etag=True)
    except ObjectMissingError as error:
        raise NotFound() from error
    answer.headers["Content-Disposition"] = disposition
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
