"""The thread between the people of a submission and its secretary, as the people of the submission see it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.core.access import signed_in
from portal.core.security import limiter
from portal.screening import queries, service
from portal.screening.forms import MessageForm
from portal.submissions.queries import get_for_owner_or_404

bp = Blueprint("messages", __name__)


@bp.route("/submissions/<int:submission_id>/messages", methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def index(submission_id: int) -> Any:
    """Read the thread, and write to the secretary."""
    submission = get_for_owner_or_404(submission_id, current_user)
    if submission.kept:
        # The secretariat keeps it: it would be writing to itself.
        raise NotFound()
    g.time_zone = submission.edition.time_zone
    form = MessageForm()
    if form.validate_on_submit():
        service.write_message(submission, body=form.body.data or "", actor=current_user, from_staff=False)
        flash(_("The message is sent."), "success")
        return redirect(url_for(".index", submission_id=submission.id))
    thread = queries.messages_of(submission)
    return render_template("screening/messages.html", submission=submission, thread=thread, form=form)
