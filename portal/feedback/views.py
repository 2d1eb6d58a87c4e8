"""The author's page: what the judges wrote, once it is sent."""

from flask import Blueprint, g, render_template
from flask_login import current_user

from portal.core.access import signed_in
from portal.feedback import policies, queries
from portal.feedback.sending import to_read
from portal.feedback.settings import settings_of
from portal.submissions.queries import get_for_owner_or_404

bp = Blueprint("feedback", __name__)


@bp.get("/submissions/<int:submission_id>/feedback")
@signed_in
def read(submission_id: int) -> str:
    """The letter; whether one is being written is not told before it is sent."""
    submission = get_for_owner_or_404(submission_id, current_user)
    g.time_zone = submission.edition.time_zone
    letter = queries.letter_of(submission)
    readable = letter is not None and policies.can_read(current_user, submission, letter)
    return render_template(
        "feedback/read.html",
        submission=submission,
        letter=letter if readable else None,
        read=to_read(letter, settings_of(submission.edition)) if letter and readable else None,
    )
