"""The page where the person on the paper takes the dossier into an account, by the link of a letter."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.core.access import signed_link
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.submissions import paper, policies, queries
from portal.submissions.collaboration import row_of_token
from portal.submissions.forms import ConfirmForm
from portal.submissions.letters import CLAIM
from portal.submissions.models import PaperPerson

bp = Blueprint("paper_claims", __name__)


@bp.route("/paper/<token>", methods=["GET", "POST"])
@signed_link
@limiter.limit("30/minute", methods=["POST"])
def claim(token: str) -> Any:
    """Sign in with the address on the paper and take the dossier over."""
    row = row_of_token(PaperPerson, CLAIM, token)
    if row is None:
        raise NotFound()
    submission, form = row.submission, ConfirmForm()
    g.time_zone = submission.edition.time_zone
    if row.handed_over_at and current_user.is_authenticated and policies.takes_part(current_user, submission):
        return redirect(url_for("submissions.hub", submission_id=submission.id))
    if form.validate_on_submit():
        if not current_user.is_authenticated:
            session["next"] = request.path
            return redirect(url_for("accounts.sign_in"))
        try:
            paper.claim(row, user=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The dossier is yours now; letters about it come to you."), "success")
            return redirect(url_for("submissions.hub", submission_id=submission.id))
    values = {"row": row, "submission": submission, "form": form}
    values["mine"] = queries.has_verified_address(row, current_user)
    return render_template("submissions/paper_claim.html", **values)
