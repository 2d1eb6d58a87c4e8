"""A judge's own paper sheet: who keyed it in, its scan, and the word against it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.assignments.queries import get_own_assignment_or_404
from portal.attachments.renditions import reader_url, request_rendering
from portal.attachments.viewer import shown_in_place
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.paper_sheets import policies, queries, service
from portal.paper_sheets.forms import ObjectForm
from portal.paper_sheets.models import PaperSheet
from portal.submissions.queries import latest_titles

bp = Blueprint("paper_sheets", __name__)


def _own(assignment_id: int) -> PaperSheet:
    assignment = get_own_assignment_or_404(assignment_id, current_user)
    g.time_zone = assignment.submission.edition.time_zone
    return queries.paper_of_own_or_404(assignment)


@bp.route("/judging/<int:assignment_id>/paper", methods=["GET", "POST"])
@signed_in
@limiter.limit("30/hour", methods=["POST"])
def own(assignment_id: int) -> Any:
    """The scan of one's paper and who keyed it in; until the results are published one can object."""
    paper = _own(assignment_id)
    submission = paper.scoresheet.assignment.submission
    form = ObjectForm()
    if form.validate_on_submit():
        try:
            service.object_to(paper, text=form.text.data or "", actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Your objection is kept; the organizers are told."), "success")
            return redirect(url_for(".own", assignment_id=assignment_id))
    return render_template(
        "paper_sheets/own.html",
        paper=paper,
        assignment_id=assignment_id,
        title=latest_titles([submission.id]).get(submission.id, ""),
        number=submission.number,
        shown=_shown(paper, assignment_id),
        form=form,
        objecting=policies.can_object(current_user, paper, published=queries.is_published(submission.edition)),
    )


def _shown(paper: PaperSheet, assignment_id: int) -> dict[str, Any] | None:
    if paper.scan is None:
        return None
    here: dict[str, Any] = {"assignment_id": assignment_id}
    return shown_in_place(paper.scan, download=url_for(".download", **here), make=url_for(".view", **here))


@bp.post("/judging/<int:assignment_id>/paper/view")
@signed_in
@limiter.limit("60/hour")
def view(assignment_id: int) -> Any:
    """Have the preview of the scan made now."""
    paper = _own(assignment_id)
    if paper.scan is None:
        raise NotFound()
    request_rendering(paper.scan)
    flash(_("The preview is being made; load the page again in a moment."), "success")
    return redirect(url_for(".own", assignment_id=assignment_id))


@bp.get("/judging/<int:assignment_id>/paper/scan")
@signed_in
def download(assignment_id: int) -> Any:
    """The scan without its metadata."""
    paper = _own(assignment_id)
    address = reader_url(paper.scan, paper.scan.filename) if paper.scan is not None else None
    if address is None:
        raise NotFound()
    return redirect(address)
