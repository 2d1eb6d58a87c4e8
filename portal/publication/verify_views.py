"""Where anybody checks published results: in the browser, or with one file on any computer."""

from pathlib import Path

from flask import Blueprint, Response, g, render_template
from flask_babel import get_locale

from portal.core.access import public
from portal.publication import queries, verify

bp = Blueprint("verification", __name__)
VERIFIER = Path(verify.__file__)
"""The very file that runs here is the one that is handed out."""


@bp.get("/editions/<slug>/verify")
@public
def page(slug: str) -> str:
    """The check in the browser, which goes on without a network, and how to do it without the portal."""
    edition, publication = queries.get_release_or_404(slug)
    g.time_zone = edition.time_zone
    language = int(str(get_locale()) == "vi")
    return render_template(
        "publication/verify.html",
        edition=edition,
        publication=publication,
        sentences={code: texts[language] for code, texts in verify.SENTENCES.items()},
        heads=publication.results.get("heads", []),
        key=publication.results.get("key", ""),
    )


@bp.get("/editions/<slug>/verify.py")
@public
def program(slug: str) -> Response:
    """The program as one file."""
    queries.get_release_or_404(slug)
    answer = Response(VERIFIER.read_bytes(), mimetype="text/x-python")
    answer.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer
