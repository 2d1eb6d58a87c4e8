"""The judge's desk: own list, one dossier beside its scoresheet."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import NotFound

from portal.anchors.queries import owed_before, practice_of
from portal.assignments.models import Assignment
from portal.assignments.queries import get_own_assignment_or_404
from portal.attachments.models import Attachment
from portal.attachments.renditions import reader_url, request_rendering, thumbnails_of
from portal.attachments.viewer import shown_in_place, viewer_page
from portal.core.access import public, signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.whole_numbers import whole
from portal.judges.projection import SeenDossier, seen_by_judge
from portal.judges.queries import editions_judged
from portal.presentations.queries import presented_now
from portal.scoring import queries, rules, service, sheet_form, sheet_values
from portal.scoring.history import ConflictingSheetError, changes_of
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.scoring.place import place_of
from portal.scoring.sheet_values import TEXTS
from portal.submissions import queries as submissions

bp = Blueprint("scoring", __name__)


@bp.get("/judging")
@signed_in
def index() -> str:
    """One's own work: what is done, what is next."""
    return _list()


def _list(problems: Sequence[tuple[str, str]] = (), ticked: Set[int] = frozenset()) -> str:
    rows = queries.desk(current_user)
    return render_template(
        "scoring/index.html",
        rows=rows,
        orders=queries.orders_among(rows),
        presented=presented_now(current_user),
        following=next((row for row in rows if row.state != ScoresheetState.FINISHED), None),
        done=sum(row.state == ScoresheetState.FINISHED for row in rows),
        undeclared=sum(not row.declared for row in rows),
        judged=editions_judged(current_user),
        practice=practice_of(current_user),
        controls=any(row.has_controls for row in rows),
        problems=problems,
        ticked=ticked,
    )


@bp.get("/judging/who")
@signed_in
def who() -> dict[str, Any]:
    """Who is signed in, and the token of this session: for pages that were shown without a network."""
    return {"person": current_user.id, "csrf_token": generate_csrf()}


@bp.get("/judging/worker.js")
@public
def worker() -> Any:
    """The script that shows the desk without a network; it may look after all of the desk."""
    answer = current_app.send_static_file("js/worker.js")
    answer.headers["Service-Worker-Allowed"] = "/judging"
    return answer


@bp.post("/judging/finish")
@signed_in
def finish() -> Any:
    """Finish and lock several sheets at once; one that lacks something is named and stays open."""
    wanted = set(request.form.getlist("sheet", type=whole))
    rows = [row for row in queries.desk(current_user) if row.assignment_id in wanted]
    problems = []
    for row in rows:
        assignment = get_own_assignment_or_404(row.assignment_id, current_user, whole=False)
        try:
            service.finish_assignment(assignment, actor=current_user)
        except PortalError as error:
            problems.append((f"sheet-{assignment.id}", f"{row.title}: {error}"))
    done = len(rows) - len(problems)
    if not rows:
        flash(_("Tick the sheets to finish first."), "error")
    elif done:
        flash(
            ngettext("%(num)d sheet is finished and locked.", "%(num)d sheets are finished and locked.", done),
            "success",
        )
    if problems:
        return _list(problems, wanted), 422
    return redirect(url_for(".index"))


@bp.get("/judging/<int:assignment_id>/history")
@signed_in
def history(assignment_id: int) -> str:
    """Every version of one's own sheet: what was changed, when, from what to what."""
    assignment = get_own_assignment_or_404(assignment_id, current_user)
    g.time_zone = assignment.submission.edition.time_zone
    found = queries.sheet_of(assignment)
    if found is None:
        raise NotFound()
    return render_template(
        "scoring/history.html",
        page=paginate(changes_of(found), page_number()),
        labels=sheet_form.labels_of(assignment.submission.category),
        heading=queries.seen_titles([assignment])[assignment.submission_id],
        back=url_for(".sheet", assignment_id=assignment.id),
        secret=frozenset(),
    )


@bp.route("/judging/<int:assignment_id>", methods=["GET", "POST"])
@signed_in
def sheet(assignment_id: int) -> Any:
    """The dossier left, the scoresheet right; saving keeps, finishing locks."""
    assignment = get_own_assignment_or_404(assignment_id, current_user, whole=request.method == "GET")
    g.time_zone = assignment.submission.edition.time_zone
    autosave = request.headers.get("X-Requested-With") == "autosave"
    if not assignment.is_declared and not autosave:
        return redirect(url_for("assignments.declare", assignment_id=assignment.id))
    if request.method == "GET":
        owed = owed_before(assignment)
        return redirect(url_for("practice.sheet", anchor_id=owed.id)) if owed else _page(assignment)
    limits = service.limits_of(assignment)
    typed = sheet_form.read(limits, _chosen(assignment, limits))
    problems = typed.problems
    try:
        saved = service.save_scoresheet(
            assignment,
            points=typed.points,
            comments=typed.comments,
            comment_for_author=typed.words["comment_for_author"],
            private_note=typed.words["private_note"],
            actor=current_user,
            revision=request.form.get("revision", type=whole),
        )
        if autosave:
            return _saved(saved, typed)
        if not problems and "finish" in request.form:
            service.finish(saved, actor=current_user)
            flash(_("The sheet is finished and locked."), "success")
            return redirect(_next_url(assignment))
    except service.InvalidPointsError as error:
        problems = {**problems, **error.problems}
    except (ConflictingSheetError, service.LockedSheetError) as error:
        return _refused(assignment, error, typed, autosave)
    if problems:
        return _page(assignment, words=typed.words, problems=problems), 422
    flash(_("Saved. You can go on later."), "success")
    return redirect(url_for(".sheet", assignment_id=assignment.id))


def _chosen(assignment: Assignment, limits: list[rules.CriterionLimits]) -> Mapping[str, str]:
    """The form as sent, after a page of two versions with what was picked there."""
    if not any(name.startswith("pick-") for name in request.form):
        return request.form
    stored = sheet_values.flat_of(queries.sheet_of(assignment), [one.id for one in limits])
    return sheet_form.taken_back(request.form, stored)


def _saved(sheet: Scoresheet, typed: sheet_form.Typed) -> dict[str, Any]:
    """What the window needs to go on: with the values that another one has changed meanwhile."""
    stored = sheet_values.flat_of(sheet, typed.points)
    sent = {**sheet_values.flat(typed.points, typed.comments, "", ""), **{one: typed.words[one] for one in TEXTS}}
    return {
        "revision": sheet.revision,
        "saved_at": current_app.jinja_env.filters["time"](sheet.saved_at),
        "values": {one: sheet_form.words_of(value) for one, value in stored.items() if value != sent.get(one)},
    }


def _refused(assignment: Assignment, error: PortalError, typed: sheet_form.Typed, autosave: bool) -> Any:
    """Nothing was kept: two versions to compare, or a sheet that is locked; what was typed stays in the page."""
    if autosave:
        return {"error": str(error)}, 409
    if isinstance(error, ConflictingSheetError):
        words = {**typed.words, **{one: sheet_form.words_of(value) for one, value in error.merged.items()}}
        return _page(assignment, words=words, conflict=error), 409
    flash(str(error), "error")
    return _page(assignment, words=typed.words), 409


def _next_url(assignment: Assignment) -> str:
    following = place_of(queries.own_work(current_user), assignment.id).unfinished
    return url_for(".sheet", assignment_id=following) if following else url_for(".index")


def _page(
    assignment: Assignment,
    *,
    words: dict[str, str] | None = None,
    problems: dict[int, Any] | None = None,
    conflict: ConflictingSheetError | None = None,
) -> str:
    if request.method == "POST":
        # A save reads no more than it needs, the page shows the work.
        assignment = get_own_assignment_or_404(assignment.id, current_user)
    submission = assignment.submission
    version = submissions.latest_version(submission)
    if version is None or submission.category is None:
        raise NotFound()
    found = queries.sheet_of(assignment)
    limits = service.limits_of(assignment)
    stored = sheet_values.flat_of(found, [one.id for one in limits])
    seen = seen_by_judge(submission, version.content, assignment.round)
    return render_template(
        "scoring/sheet.html",
        assignment=assignment,
        submission=submission,
        seen=seen,
        file=_shown_file(assignment, seen),
        thumbnails=thumbnails_of([file.id for file in seen.files]),
        criteria=submission.category.criteria,
        sheet=found,
        words=words or {name: sheet_form.words_of(value) for name, value in stored.items()},
        total=rules.total_of(limits, sheet_values.points_of(stored)),
        highest=rules.highest_total(limits),
        problems=problems or {},
        conflict=conflict,
        conflicts=sheet_form.conflicts_of(conflict, submission.category) if conflict else [],
        locked=found is not None and found.state is ScoresheetState.FINISHED,
        place=place_of(queries.own_work(current_user), assignment.id),
    )


def _shown_file(assignment: Assignment, seen: SeenDossier) -> dict[str, Any] | None:
    """The file that the address asks to show beside the sheet, if the judge may see it."""
    asked = seen.file(request.args.get("public_id", ""))
    if asked is None:
        return None
    attachment = submissions.get_file_or_404(assignment.submission, asked.id).attachment
    values: dict[str, Any] = {"assignment_id": assignment.id, "public_id": asked.id}
    return shown_in_place(
        attachment, name=asked.name, download=url_for(".download", **values), make=url_for(".view", **values)
    )


def _file(assignment_id: int, public_id: str) -> tuple[Attachment, str]:
    """A file that the judge may see, and what the judge may know it by."""
    assignment = get_own_assignment_or_404(assignment_id, current_user)
    submission = assignment.submission
    if not assignment.is_declared or owed_before(assignment):
        raise NotFound()
    version = submissions.latest_version(submission)
    seen = seen_by_judge(submission, version.content, assignment.round).file(public_id) if version else None
    if seen is None:
        raise NotFound()
    return submissions.get_file_or_404(submission, public_id).attachment, seen.name


@bp.get("/judging/<int:assignment_id>/files/<public_id>/view")
@signed_in
def view(assignment_id: int, public_id: str) -> Any:
    """A file of the dossier on a page of its own."""
    attachment, name = _file(assignment_id, public_id)
    return viewer_page(
        attachment,
        back=url_for(".sheet", assignment_id=assignment_id),
        download=url_for(".download", assignment_id=assignment_id, public_id=public_id),
        name=name,
    )


@bp.post("/judging/<int:assignment_id>/files/<public_id>/view")
@signed_in
def make_preview(assignment_id: int, public_id: str) -> Any:
    """Have the preview of a file made now."""
    attachment, _name = _file(assignment_id, public_id)
    request_rendering(attachment)
    flash(_("The preview is being made; load the page again in a moment."), "success")
    return redirect(url_for(".sheet", assignment_id=assignment_id, public_id=public_id, _anchor="file"))


@bp.get("/judging/<int:assignment_id>/files/<public_id>")
@signed_in
def download(assignment_id: int, public_id: str) -> Any:
    """Send the judge to the copy of a file that carries no metadata."""
    attachment, name = _file(assignment_id, public_id)
    address = reader_url(attachment, name)
    if address is None:
        raise NotFound()
    return redirect(address)
