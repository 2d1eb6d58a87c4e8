"""A judge's own word on an assignment: before the dossier opens, and later."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.assignments import declarations, queries, service
from portal.assignments.forms import ConflictForm, DeclareAllForm, DeclareForm
from portal.assignments.models import Assignment
from portal.core.access import signed_in
from portal.core.whole_numbers import whole
from portal.judges.models import ConflictKind, DeclaredAnswer
from portal.judges.projection import SeenDossier, seen_by_judge
from portal.submissions.queries import latest_contents, latest_version

bp = Blueprint("assignments", __name__)


@bp.route("/judging/assignments/<int:assignment_id>/declare", methods=["GET", "POST"])
@signed_in
def declare(assignment_id: int) -> Any:
    """Title, organisations and summary, and the question; the dossier opens when nothing ties one to it."""
    assignment = queries.get_own_assignment_or_404(assignment_id, current_user)
    if assignment.is_declared:
        return redirect(url_for("scoring.sheet", assignment_id=assignment.id))
    form = DeclareForm()
    if form.validate_on_submit():
        return _answered(assignment, form)
    return render_template("assignments/declare.html", assignment=assignment, seen=_seen(assignment), form=form)


def _seen(assignment: Assignment) -> SeenDossier:
    version = latest_version(assignment.submission)
    if version is None:
        raise NotFound()
    return seen_by_judge(assignment.submission, version.content, assignment.round)


def _answered(assignment: Assignment, form: DeclareForm) -> Any:
    words = form.evidence.data or ""
    if form.answer.data == DeclaredAnswer.NONE:
        declarations.declare_free([assignment], actor=current_user)
        return redirect(url_for("scoring.sheet", assignment_id=assignment.id))
    if form.answer.data == DeclaredAnswer.CONFLICT:
        kind = ConflictKind(form.kind.data)
        declarations.declare_tie(assignment, kind=kind, evidence=words, actor=current_user)
    else:
        declarations.give_back(assignment, reason=words, actor=current_user)
    flash(_("Thank you. You no longer judge this work."), "success")
    return redirect(url_for("scoring.index"))


@bp.route("/judging/declarations", methods=["GET", "POST"])
@signed_in
def declare_all() -> Any:
    """Everything that waits for a word, on one page: tick what is doubtful, and the others open."""
    waiting, form = queries.undeclared_assignments(current_user), DeclareAllForm()
    if form.validate_on_submit():
        shown = set(request.form.getlist("shown", type=whole))
        doubtful = set(request.form.getlist("doubtful", type=whole))
        # What was assigned after the page was drawn has not been looked at.
        free = [one for one in waiting if one.id in shown - doubtful]
        count = declarations.declare_free(free, actor=current_user)
        flash(ngettext("%(num)d dossier is open now.", "%(num)d dossiers are open now.", count), "success")
        return redirect(url_for(".declare_all" if shown & doubtful else "scoring.index"))
    contents = latest_contents(one.submission_id for one in waiting)
    shown_now = [(one, seen_by_judge(one.submission, contents[one.submission_id], one.round)) for one in waiting]
    return render_template("assignments/declare_all.html", waiting=shown_now, form=form)


@bp.route("/judging/assignments/<int:assignment_id>/conflict", methods=["GET", "POST"])
@signed_in
def declare_conflict(assignment_id: int) -> Any:
    """Declare a conflict later, on a page that shows title, organisation and summary only."""
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
    return render_template("assignments/conflict.html", seen=_seen(assignment), form=form)
