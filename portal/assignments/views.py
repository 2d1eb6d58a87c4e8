"""A judge's own word on an assignment: a conflict of interest."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.assignments import queries, service
from portal.assignments.forms import ConflictForm
from portal.core.access import signed_in
from portal.judges.models import ConflictKind
from portal.judges.projection import seen_by_judge
from portal.submissions.queries import latest_version

bp = Blueprint("assignments", __name__)


@bp.route("/judging/assignments/<int:assignment_id>/conflict", methods=["GET", "POST"])
@signed_in
def declare_conflict(assignment_id: int) -> Any:
    """Declare a conflict on a page that shows title, organisation and summary only."""
    assignment = queries.get_own_assignment_or_404(assignment_id, current_user)
    form = ConflictForm()
    if form.validate_on_submit():
        service.recuse(
            assignment,
            kind=ConflictKind(form.kind.data),
            evidence=form.evidence.data or "",
            actor=current_user,
        )
        flash(_("Thank you. You no longer judge this work."), "success")
        return redirect(url_for("scoring.index"))
    version = latest_version(assignment.submission)
    if version is None:
        raise NotFound()
    seen = seen_by_judge(assignment.submission, version.content, assignment.round)
    return render_template("assignments/conflict.html", seen=seen, form=form)
