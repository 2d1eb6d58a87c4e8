"""Organizers' pages of assignments: overview, asking for a proposal, and who judges what."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.assignments import queries, service
from portal.assignments.forms import RunForm
from portal.assignments.run_settings import RunSettings
from portal.awards import queries as awards
from portal.awards.console import organizers_edition
from portal.awards.models import Category, Edition
from portal.core.access import signed_in
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.judges.conflicts import count_open
from portal.judges.queries import panel_sizes
from portal.judges.visibility import hidden_submissions
from portal.screening.queries import count_accepted

bp = Blueprint("manage_assignments", __name__)


@bp.get("/manage/editions/<int:edition_id>/assignments")
@signed_in
def index(edition_id: int) -> str:
    """Each category: dossiers accepted, judges seated, sheets needed and assigned, open proposals."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    return render_template(
        "assignments/index.html",
        edition=edition,
        categories=awards.categories_of(edition),
        accepted=count_accepted(edition, hidden),
        judges=panel_sizes(edition),
        assigned=queries.count_assigned(edition, hidden),
        runs=queries.open_runs(edition),
        hidden=len(hidden),
        waiting=count_open(edition, hidden),
    )


@bp.post("/manage/editions/<int:edition_id>/assignments/categories/<int:category_id>/propose")
@signed_in
def propose(edition_id: int, category_id: int) -> Any:
    """Propose at once, with the limits of the category and the edition."""
    edition = organizers_edition(edition_id)
    return _proposed(edition, awards.get_category_or_404(edition, category_id), RunSettings())


@bp.route("/manage/editions/<int:edition_id>/assignments/categories/<int:category_id>/runs", methods=["GET", "POST"])
@signed_in
def runs(edition_id: int, category_id: int) -> Any:
    """What a run may change and must keep, and every run there was."""
    edition = organizers_edition(edition_id)
    found = awards.get_category_or_404(edition, category_id)
    form = RunForm(expertise=", ".join(found.expertise))
    if form.validate_on_submit():
        return _proposed(edition, found, form.settings())
    hidden = hidden_submissions(current_user, edition)
    page = paginate(queries.runs_of(found), page_number())
    return render_template(
        "assignments/runs.html", edition=edition, category=found, form=form, page=page, hidden=len(hidden)
    )


def _proposed(edition: Edition, category: Category, settings: RunSettings) -> Any:
    try:
        run = service.propose(category, awards.scoring_round(edition), settings, actor=current_user)
    except service.NothingToAssignError as error:
        flash(str(error), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    return redirect(url_for("manage_runs.run", edition_id=edition.id, run_id=run.id))


@bp.get("/manage/editions/<int:edition_id>/assignments/categories/<int:category_id>")
@signed_in
def category(edition_id: int, category_id: int) -> str:
    """Who judges what in a category."""
    edition = organizers_edition(edition_id)
    found = awards.get_category_or_404(edition, category_id)
    hidden = hidden_submissions(current_user, edition)
    page = paginate(queries.matrix(found, hidden), page_number())
    listed: dict[int, list[Any]] = {}
    for assignment in queries.assignments_of([one.id for one in page.items]):
        listed.setdefault(assignment.submission_id, []).append(assignment)
    return render_template(
        "assignments/category.html", edition=edition, category=found, page=page, listed=listed, hidden=len(hidden)
    )
