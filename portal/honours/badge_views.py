"""Public addresses by which badges are checked: issuer, keys, and what was revoked."""

from typing import Any

from flask import Blueprint
from werkzeug.exceptions import NotFound

from portal.core.access import public
from portal.honours import badges
from portal.publication.queries import get_release_or_404

bp = Blueprint("badges", __name__, url_prefix="/badges")


@bp.get("/issuers/<slug>")
@public
def issuer(slug: str) -> dict[str, Any]:
    """The profile of who honours in an edition; before publication nobody has."""
    edition, _publication = get_release_or_404(slug)
    return badges.issuer_profile(edition)


@bp.get("/keys.json")
@public
def keys() -> dict[str, Any]:
    """The key set."""
    return badges.keys()


@bp.get("/keys/<key>")
@public
def key(key: str) -> dict[str, Any]:
    """One key, at the address that badges name."""
    (known,) = badges.keys()["keys"]
    if not known["kid"].endswith(f"/{key}"):
        raise NotFound()
    return dict(known)


@bp.get("/revoked.json")
@public
def revoked() -> dict[str, Any]:
    """Credentials that are worth nothing any more."""
    return badges.revocation_list()
