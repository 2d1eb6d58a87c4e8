"""The judge's desk: own list, one dossier beside its scoresheet."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.assignments.models import Assignment
from portal.assignments.queries import get_own_assignment_or_404
from portal.attachments.models import Attachment
from portal.attachments.renditions import reader_url, request_rendering, thumbnails_of
from portal.attachments.viewer import viewer_page
from portal.core.access import signed_in
from portal.core.errors import StaleRowError
from portal.core.forms import tidy
from portal.judges.projection import seen_by_judge
from portal.judges.queries import judgeships
from portal.scoring import queries, rules, service
from portal.scoring.models import ScoresheetState
from portal.submissions import queries as submissions

bp = Blueprint("scoring", __name__)


@bp.get("/judging")
@signed_in
def index() -> str:
    """One's own work: what is done, what is next."""
    rows = queries.desk(current_user)
    following = next((row for row in rows if row.state != ScoresheetState.FINISHED), None)
    done = sum(row.state == ScoresheetState.FINISHED for row in rows)
    undeclared = sum(not row.declared for row in rows)
    return render_template(
        "scoring/index.html",
        rows=rows,
        following=following,
        done=done,
        undeclared=undeclared,
        judgeships=judgeships(current_user),
        titles=queries.seen_titles(rows),
    )


@bp.route("/judging/<int:assignment_id>", methods=["GET", "POST"])
@signed_in
def sheet(assignment_id: int) -> Any:
    """The dossier left, the scoresheet right; saving keeps, finishing locks."""
    assignment = get_own_assignment_or_404(assignment_id, current_user)
    g.time_zone = assignment.submission.edition.time_zone
    autosave = request.headers.get("X-Requested-With") == "autosave"
    if not assignment.is_declared and not autosave:
        return redirect(url_for("assignments.declare", assignment_id=assignment.id))
    if request.method == "GET":
        return _page(assignment)
    typed, points, problems = _read(service.limits_of(assignment))
    try:
        saved = service.save_scoresheet(
            assignment,
            points=points,
            comments={one: tidy(request.form.get(f"comment-{one}", ""))[:4000] for one in points},
            comment_for_author=tidy(request.form.get("comment_for_author", ""))[:8000],
            private_note=tidy(request.form.get("private_note", ""))[:8000],
            actor=current_user,
            revision=request.form.get("revision", type=int),
        )
        if autosave:
            return {
                "revision": saved.revision,
                "saved_at": current_app.jinja_env.filters["time"](saved.saved_at),
            }
        if not problems and "finish" in request.form:
            service.finish(saved, actor=current_user)
            flash(_("The sheet is finished and locked."), "success")
            return redirect(_next_url())
    except service.InvalidPointsError as error:
        problems = {**problems, **error.problems}
    except (StaleRowError, service.LockedSheetError) as error:
        if autosave:
            return {"error": str(error)}, 409
        flash(str(error), "error")
        return _page(assignment, typed), 409
    if problems:
        return _page(assignment, typed, problems), 422
    flash(_("Saved. You can go on later."), "success")
    return redirect(url_for(".sheet", assignment_id=assignment.id))


def _read(
    limits: list[rules.CriterionLimits],
) -> tuple[dict[int, str], dict[int, Decimal | None], dict[int, Any]]:
    """What was typed, the points that make sense, and sentences about those that do not."""
    typed = {one.id: request.form.get(f"points-{one.id}", "").strip()[:20] for one in limits}
    points: dict[int, Decimal | None] = {}
    problems: dict[int, Any] = {}
    for one in limits:
        value = rules.parse_points(typed[one.id]) if typed[one.id] else None
        if typed[one.id] and value is None:
            problems[one.id] = _("Enter a number")
        elif value is not None and (problem := rules.points_problem(one, value)) is not None:
            problems[one.id] = problem
        else:
            points[one.id] = value
    return typed, points, problems


def _next_url() -> str:
    following = next((row for row in queries.desk(current_user) if row.state != ScoresheetState.FINISHED), None)
    if following is None:
        return url_for(".index")
    return url_for(".sheet", assignment_id=following.assignment.id)


def _page(assignment: Assignment, typed: dict[int, str] | None = None, problems: dict[int, Any] | None = None) -> str:
    submission = assignment.submission
    version = submissions.latest_version(submission)
    if version is None or submission.category is None:
        raise NotFound()
    found = queries.sheet_of(assignment)
    scores = {score.criterion_id: score for score in found.scores} if found else {}
    seen = seen_by_judge(submission, version.content, assignment.round)
    rows = queries.desk(current_user)
    return render_template(
        "scoring/sheet.html",
        assignment=assignment,
        submission=submission,
        seen=seen,
        thumbnails=thumbnails_of([file.id for file in seen.files]),
        criteria=submission.category.criteria,
        sheet=found,
        scores=scores,
        typed=typed,
        problems=problems or {},
        locked=found is not None and found.state is ScoresheetState.FINISHED,
        done=sum(row.state == ScoresheetState.FINISHED for row in rows),
        count=len(rows),
    )


def _file(assignment_id: int, public_id: str) -> tuple[Attachment, str]:
    """A file that the judge may see, and what the judge may know it by."""
    assignment = get_own_assignment_or_404(assignment_id, current_user)
    submission = assignment.submission
    if not assignment.is_declared:
        raise NotFound()
    version = submissions.latest_version(submission)
    seen = seen_by_judge(submission, version.content, assignment.round).file(public_id) if version else None
    if seen is None:
        raise NotFound()
    return submissions.get_file_or_404(submission, public_id).attachment, seen.name


@bp.route("/judging/<int:assignment_id>/files/<public_id>/view", methods=["GET", "POST"])
@signed_in
def view(assignment_id: int, public_id: str) -> Any:
    """A file of the dossier, shown in place."""
    attachment, name = _file(assignment_id, public_id)
    if request.method == "POST":
        request_rendering(attachment)
        flash(_("The preview is being made; load the page again in a moment."), "success")
        return redirect(request.path)
    return viewer_page(
        attachment,
        back=url_for(".sheet", assignment_id=assignment_id),
        download=url_for(".download", assignment_id=assignment_id, public_id=public_id),
        name=name,
    )


@bp.get("/judging/<int:assignment_id>/files/<public_id>")
@signed_in
def download(assignment_id: int, public_id: str) -> Any:
    """Send the judge to the copy of a file that carries no metadata."""
    attachment, name = _file(assignment_id, public_id)
    address = reader_url(attachment, name)
    if address is None:
        raise NotFound()
    return redirect(address)
