"""The address of HTML made from documents: signed, expiring, without cookies, boxed in so that nothing in it acts."""

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import NotFound

from portal.adapters.object_store import ObjectMissingError, content_disposition, get_store
from portal.attachments.models import RenditionKind
from portal.attachments.renditions import rendition_of_token
from portal.core.access import signed_link
from portal.core.security import limiter

bp = Blueprint("renditions", __name__)


@bp.get("/renditions/<token>")
@signed_link
@limiter.exempt
def show(token: str) -> Response:
    """Send sanitised HTML into a sandboxed frame."""
    found = rendition_of_token(token)
    if found is None or found.kind is not RenditionKind.HTML:
        raise NotFound()
    try:
        with get_store().open(found.object_key) as stream:
            content = stream.read()
    except ObjectMissingError as error:
        raise NotFound() from error
    answer = Response(content, content_type="text/html; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition("document.html", inline=True)
    answer.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"frame-ancestors {current_app.config['BASE_URL']}"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
