"""The page on which those who hold an office read a list and sign it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards.queries import get_edition_or_404
from portal.core.access import signed_in
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.decisions import policies, queries, signing
from portal.decisions.models import ListVersion
from portal.decisions.words import KIND_LABELS
from portal.judges.council import offices_of
from portal.judges.labels import ROLE_LABELS
from portal.judges.visibility import hidden_submissions

bp = Blueprint("lists", __name__)


@bp.route("/lists/<int:list_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def sign(list_id: int) -> Any:
    """One list with its digest, for the chairs and secretaries of the edition; to others it does not exist."""
    version = db.session.get(ListVersion, list_id)
    edition = get_edition_or_404(version.edition_id) if version is not None else None
    if version is None or edition is None:
        raise NotFound()
    seats = [one for one in offices_of(current_user, edition) if policies.signs(one, version)]
    if not seats:
        raise NotFound()
    g.time_zone = edition.time_zone
    if request.method == "POST":
        seat = next((one for one in seats if str(one.id) == request.form.get("seat")), seats[0])
        try:
            signing.sign(version, seat, actor=current_user)
        except PortalError as error:
            flash(str(error), "error")
        else:
            flash(_("You have signed the list."), "success")
        return redirect(url_for(".sign", list_id=version.id))
    hidden = hidden_submissions(current_user, edition)
    return render_template(
        "decisions/sign.html",
        edition=edition,
        version=version,
        page=paginate(queries.entries_of(version, hidden), page_number(), size=50),
        hidden=len(hidden),
        seats=[(one, policies.can_sign(current_user, one, hidden)) for one in seats],
        signatures=queries.signatures_of(version),
        adjusted=queries.adjusted(version, hidden),
        kinds=KIND_LABELS,
        roles=ROLE_LABELS,
    )
