"""The log of heads as everybody may read it, at any time."""

from typing import Any

from flask import Blueprint, Response, g, render_template, request
from werkzeug.exceptions import NotFound

from portal.adapters.signer import get_signer
from portal.awards import queries as awards
from portal.awards.list_words import words_of_steps
from portal.awards.models import Edition
from portal.core.access import public
from portal.core.digest import canonical_bytes
from portal.core.whole_numbers import whole
from portal.transparency import queries
from portal.transparency.heads import HeadKind, log_consistency, log_root

bp = Blueprint("heads", __name__)


def _edition(slug: str) -> Edition:
    edition = awards.get_edition_by_slug_or_404(slug)
    g.time_zone = edition.time_zone
    return edition


def _json(content: Any) -> Response:
    """Canonical JSON: what is sent is byte for byte what was hashed and signed."""
    return Response(canonical_bytes(content), mimetype="application/json")


@bp.get("/editions/<slug>/heads")
@public
def index(slug: str) -> str:
    """What has been sealed so far, and what each head means."""
    edition = _edition(slug)
    listed = queries.heads_of(edition)
    rule = queries.in_force(listed, HeadKind.RULE)
    return render_template(
        "transparency/heads.html",
        edition=edition,
        heads=listed,
        rule=rule,
        steps=words_of_steps(queries.steps_sealed_by(rule)),
        root=log_root([one.document for one in listed]),
        key=get_signer().public_key_hex,
    )


@bp.get("/editions/<slug>/heads.json")
@public
def log(slug: str) -> Response:
    """The whole log."""
    return _json([one.document for one in queries.heads_of(_edition(slug))])


@bp.get("/editions/<slug>/heads/consistency.json")
@public
def consistency(slug: str) -> Response:
    """The proof that the log of one size is the beginning of the log of another (`first`, `second`)."""
    documents = [one.document for one in queries.heads_of(_edition(slug))]
    first, second = (request.args.get(name, 0, type=whole) for name in ("first", "second"))
    if not 0 < first <= second <= len(documents):
        raise NotFound()
    return _json(log_consistency(documents, first, second))


@bp.get("/editions/<slug>/heads/<int:number>.json")
@public
def document(slug: str, number: int) -> Response:
    """One head as it was signed; a time stamp is over exactly these bytes."""
    return _json(queries.get_head_or_404(_edition(slug), number).document)


@bp.get("/editions/<slug>/heads/<int:number>.tsr")
@public
def token(slug: str, number: int) -> Response:
    """The time stamp over a head (RFC 3161)."""
    found = queries.get_head_or_404(_edition(slug), number).token
    if found is None:
        raise NotFound()
    return Response(found.token, mimetype="application/timestamp-reply")


@bp.get("/editions/<slug>/heads/<int:number>/rule.json")
@public
def rule(slug: str, number: int) -> Response:
    """The rule that a head seals, of which it gives the SHA-256."""
    found = queries.get_head_or_404(_edition(slug), number).content
    if found is None:
        raise NotFound()
    return _json(found)
