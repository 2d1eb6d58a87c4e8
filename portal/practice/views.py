"""The judge's practice: the work beside its sheet, and afterwards how the panel's points lie."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.anchors.models import PracticeState
from portal.anchors.policies import can_practise
from portal.anchors.queries import Practice, get_practice_or_404
from portal.attachments.models import Attachment
from portal.attachments.renditions import reader_url, request_rendering, thumbnails_of
from portal.attachments.viewer import viewer_page
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.judges.models import ConflictKind
from portal.practice import queries, sheets
from portal.practice.distribution import LEAST_SHEETS, distribution, enough
from portal.practice.dossier import attachment_of, seen_of
from portal.practice.forms import ExcuseForm
from portal.scoring import rules, sheet_form, sheet_values
from portal.scoring.service import InvalidPointsError

bp = Blueprint("practice", __name__, url_prefix="/judging/practice")


def _practice(anchor_id: int) -> Practice:
    found = get_practice_or_404(anchor_id, current_user)
    g.time_zone = found.anchor.edition.time_zone
    return found


def _opened(anchor_id: int) -> Practice:
    """A practice work whose dossier may be read: written for practice, or after the word about conflicts."""
    found = _practice(anchor_id)
    excused = found.sheet is not None and found.sheet.state is PracticeState.EXCUSED
    if excused or (found.sheet is None and found.anchor.version_id is not None):
        raise NotFound()
    return found


@bp.route("/<int:anchor_id>", methods=["GET", "POST"])
@signed_in
def sheet(anchor_id: int) -> Any:
    """The work left, the practice sheet right; first the question about conflicts where the work is somebody's."""
    practice = _practice(anchor_id)
    if practice.sheet is not None and practice.sheet.state is PracticeState.EXCUSED:
        return redirect(url_for("scoring.index"))
    if practice.sheet is None and practice.anchor.version_id is not None:
        return _begin(practice)
    if request.method == "GET":
        return _page(practice)
    typed = sheet_form.read(sheets.limits_of(practice), request.form)
    problems = typed.problems
    try:
        sheets.save(practice, points=typed.points, comments=typed.comments, actor=current_user)
        if not problems and "finish" in request.form:
            sheets.finish(practice, actor=current_user)
            flash(_("The practice sheet is finished."), "success")
            return redirect(url_for(".results", anchor_id=anchor_id))
    except InvalidPointsError as error:
        problems = {**problems, **error.problems}
    except PortalError as error:
        flash(str(error), "error")
        return _page(practice, typed), 409
    if problems:
        return _page(practice, typed, problems), 422
    flash(_("Saved. You can go on later."), "success")
    return redirect(url_for(".sheet", anchor_id=anchor_id))


def _begin(practice: Practice) -> Any:
    if request.method == "POST":
        try:
            sheets.begin(practice, actor=current_user)
        except PortalError as error:
            flash(str(error), "error")
            return redirect(url_for("scoring.index"))
        return redirect(url_for(".sheet", anchor_id=practice.anchor.id))
    return render_template("practice/begin.html", anchor=practice.anchor, seen=seen_of(practice.anchor))


def _page(practice: Practice, typed: sheet_form.Typed | None = None, problems: dict[int, Any] | None = None) -> str:
    anchor = practice.anchor
    criteria, limits, seen = anchor.category.criteria, sheets.limits_of(practice), seen_of(anchor)
    scores = {one.criterion_id: one for one in practice.sheet.scores} if practice.sheet else {}
    points = {one.id: scores[one.id].points if one.id in scores else None for one in criteria}
    remarks = {one.id: scores[one.id].comment if one.id in scores else "" for one in criteria}
    stored = sheet_values.flat(points, remarks, "", "")
    return render_template(
        "practice/sheet.html",
        anchor=anchor,
        seen=seen,
        thumbnails=thumbnails_of([file.id for file in seen.files]),
        criteria=criteria,
        words=typed.words if typed else {name: sheet_form.words_of(value) for name, value in stored.items()},
        total=rules.total_of(limits, points),
        highest=rules.highest_total(limits),
        problems=problems or {},
        locked=not can_practise(practice.sheet, anchor),
        done=practice.done,
    )


@bp.get("/<int:anchor_id>/results")
@signed_in
def results(anchor_id: int) -> Any:
    """After finishing: one's own points among those of the panel, without names, and the organizers' reference."""
    practice = _practice(anchor_id)
    if practice.sheet is None or practice.sheet.state is not PracticeState.FINISHED:
        return redirect(url_for(".sheet", anchor_id=anchor_id))
    anchor = practice.anchor
    given = queries.finished_points(anchor)
    own = given.get(practice.judge.id, {})
    return render_template(
        "practice/results.html",
        anchor=anchor,
        own=own,
        references={one.criterion_id: one for one in anchor.references},
        enough=enough(list(given.values())),
        places=distribution(
            [one.id for one in anchor.category.criteria],
            list(given.values()),
            own=own,
            references={one.criterion_id: one.points for one in anchor.references},
        ),
        count=len(given),
        least=LEAST_SHEETS,
    )


@bp.route("/<int:anchor_id>/conflict", methods=["GET", "POST"])
@signed_in
def excuse(anchor_id: int) -> Any:
    """Say what ties one to the work; it is then not asked any more."""
    practice = _practice(anchor_id)
    authorize(can_practise(practice.sheet, practice.anchor))
    form = ExcuseForm()
    if form.validate_on_submit():
        kind = ConflictKind(form.kind.data)
        try:
            sheets.excuse(practice, kind=kind, words=form.words.data or "", actor=current_user)
        except PortalError as error:
            flash(str(error), "error")
        else:
            flash(_("Thank you. You need not score this practice work."), "success")
        return redirect(url_for("scoring.index"))
    return render_template("practice/excuse.html", anchor=practice.anchor, seen=seen_of(practice.anchor), form=form)


def _file(anchor_id: int, public_id: str) -> tuple[Attachment, str]:
    practice = _opened(anchor_id)
    seen, found = seen_of(practice.anchor).file(public_id), attachment_of(practice.anchor, public_id)
    if seen is None or found is None:
        raise NotFound()
    return found, seen.name


@bp.get("/<int:anchor_id>/files/<public_id>/view")
@signed_in
def view(anchor_id: int, public_id: str) -> Any:
    """A file of the work on a page of its own."""
    attachment, name = _file(anchor_id, public_id)
    return viewer_page(
        attachment,
        back=url_for(".sheet", anchor_id=anchor_id),
        download=url_for(".download", anchor_id=anchor_id, public_id=public_id),
        name=name,
    )


@bp.post("/<int:anchor_id>/files/<public_id>/view")
@signed_in
def make_preview(anchor_id: int, public_id: str) -> Any:
    """Have the preview of a file made now."""
    attachment, _name = _file(anchor_id, public_id)
    request_rendering(attachment)
    flash(_("The preview is being made; load the page again in a moment."), "success")
    return redirect(url_for(".view", anchor_id=anchor_id, public_id=public_id))


@bp.get("/<int:anchor_id>/files/<public_id>")
@signed_in
def download(anchor_id: int, public_id: str) -> Any:
    """Send the judge to the copy of a file that carries no metadata."""
    attachment, name = _file(anchor_id, public_id)
    address = reader_url(attachment, name)
    if address is None:
        raise NotFound()
    return redirect(address)
