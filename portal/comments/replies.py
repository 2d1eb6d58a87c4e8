"""The author's page: an objection on which the organizers ask for a reply."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.comments import claims, policies, queries
from portal.comments.forms import ReplyForm
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.submissions.queries import get_for_owner_or_404, latest_titles

bp = Blueprint("claim_replies", __name__)


@bp.route("/submissions/<int:submission_id>/objections/<int:comment_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("30/hour", methods=["POST"])
def reply(submission_id: int, comment_id: int) -> Any:
    """Read what is objected and asked, and reply once; who objects is not told."""
    submission = get_for_owner_or_404(submission_id, current_user)
    g.time_zone = submission.edition.time_zone
    comment, form = queries.get_asked_or_404(submission, comment_id), ReplyForm()
    replying = policies.can_reply(current_user, comment)
    if replying and form.validate_on_submit():
        try:
            claims.reply(comment, text=form.text.data or "", actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Your reply is kept; the organizers read it."), "success")
            return redirect(url_for(".reply", submission_id=submission.id, comment_id=comment.id))
    return render_template(
        "comments/reply.html",
        submission=submission,
        comment=comment,
        title=latest_titles([submission.id]).get(submission.id, ""),
        replying=replying,
        form=form,
    )
