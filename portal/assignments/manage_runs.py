"""Organizers' pages of one run: what came out and why, changes by hand, what-ifs, publishing, comparing."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.policies import is_organizer
from portal.assignments import hand_edits, publishing, queries, service
from portal.assignments.forms import EditForm
from portal.assignments.models import AssignmentRun
from portal.assignments.run_settings import RunSettings
from portal.assignments.run_view import RunView, differences
from portal.assignments.run_words import MODE_LABELS, percent
from portal.awards import queries as awards
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.whole_numbers import whole
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_runs", __name__)
SIZE = 50
READ_AND_WRITE = ["GET", "POST"]


def _found(edition_id: int, run_id: int) -> tuple[Edition, AssignmentRun, RunView]:
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    run = queries.get_run_or_404(edition, run_id)
    return edition, run, RunView(run, hidden_submissions(current_user, edition))


@bp.get("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>")
@signed_in
def run(edition_id: int, run_id: int) -> str:
    """One run: sentences, loads, gaps, changes by hand, and the pairs, before anybody else sees them."""
    edition, found, view = _found(edition_id, run_id)
    number, rows = page_number(), sorted(view.by_work, key=lambda one: view.names.works[one])
    return render_template(
        "assignments/run.html",
        edition=edition,
        run=found,
        view=view,
        rows=rows[(number - 1) * SIZE : number * SIZE],
        total=len(rows),
        number=number,
        size=SIZE,
        modes=MODE_LABELS,
        percent=percent,
        before=queries.run_before(found),
    )


@bp.post("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>/publish")
@signed_in
def publish(edition_id: int, run_id: int) -> Any:
    """Hand the work out to the judges."""
    edition, found, view = _found(edition_id, run_id)
    made = publishing.publish(found, actor=current_user)
    shown = sum(one.submission_id not in view.hidden for one in made)
    flash(_("%(n)d assignments are published and the judges are told.", n=shown), "success")
    return redirect(url_for("manage_assignments.index", edition_id=edition.id))


@bp.post("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>/discard")
@signed_in
def discard(edition_id: int, run_id: int) -> Any:
    """Throw a proposal away."""
    edition, found, _view = _found(edition_id, run_id)
    service.discard(found, actor=current_user)
    flash(_("The proposal is discarded."), "success")
    return redirect(url_for("manage_assignments.index", edition_id=edition.id))


@bp.post("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>/what-if")
@signed_in
def what_if(edition_id: int, run_id: int) -> Any:
    """Take one way out and propose with it; nothing is changed but this one proposal."""
    edition, found, view = _found(edition_id, run_id)
    ways, place = found.outcome.get("ways", []), request.form.get("way", -1, type=whole)
    if not view.whole or not 0 <= place < len(ways):
        abort(404)
    try:
        settings = RunSettings.from_data(found.settings).after(ways[place])
    except KeyError:
        abort(404)
    made = service.propose(found.category, awards.scoring_round(edition), settings, actor=current_user)
    return redirect(url_for(".run", edition_id=edition.id, run_id=made.id))


@bp.route(
    "/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>/works/<int:work_id>", methods=["GET", "POST"]
)
@signed_in
def work(edition_id: int, run_id: int, work_id: int) -> Any:
    """Every judge before one work: how well each fits, why they have it or not; and changing that by hand."""
    edition, found, view = _found(edition_id, run_id)
    if work_id not in view.by_work:
        abort(404)
    candidates = view.candidates(work_id)
    form = EditForm()
    form.judge.choices = [(one.id, one.name) for one in candidates if one.may_change]
    if found.state == "proposed" and form.validate_on_submit():
        act = hand_edits.take_out if form.judge.data in view.by_work[work_id] else hand_edits.add
        try:
            act(found, form.judge.data, work_id, reason=form.reason.data or "", actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The proposal is changed."), "success")
            return redirect(url_for(".work", edition_id=edition.id, run_id=found.id, work_id=work_id))
    number, title = view.titles[work_id]
    return render_template(
        "assignments/run_work.html", edition=edition, run=found, work=work_id, number=number, title=title,
        candidates=candidates, form=form,
    )  # fmt: skip


@bp.get("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>/against/<int:other_id>")
@signed_in
def compare(edition_id: int, run_id: int, other_id: int) -> str:
    """Two runs of one category side by side, and the works judged differently."""
    edition, found, view = _found(edition_id, run_id)
    _edition, other, other_view = _found(edition_id, other_id)
    if other.category_id != found.category_id:
        abort(404)
    rows, number = differences(view, other_view), page_number()
    return render_template(
        "assignments/compare.html", edition=edition, run=found, other=other, views=(view, other_view),
        rows=rows[(number - 1) * SIZE : number * SIZE], total=len(rows), number=number, size=SIZE, modes=MODE_LABELS,
        percent=percent,
    )  # fmt: skip
