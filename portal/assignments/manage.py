"""Organizers' pages of assignments: overview, proposal, publishing, matrix."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.policies import is_organizer
from portal.assignments import queries, service
from portal.awards import queries as awards
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.judges.conflicts import count_open
from portal.judges.queries import panel_sizes
from portal.judges.service import find_conflicts
from portal.judges.visibility import hidden_submissions
from portal.screening.queries import count_accepted
from portal.submissions.queries import numbers_of

bp = Blueprint("manage_assignments", __name__)


def _edition(edition_id: int) -> Edition:
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


@bp.get("/manage/editions/<int:edition_id>/assignments")
@signed_in
def index(edition_id: int) -> str:
    """Each category: dossiers accepted, judges seated, sheets needed and assigned, open proposals."""
    edition = _edition(edition_id)
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
    """Look for conflicts once more, then let the solver propose."""
    edition = _edition(edition_id)
    category = awards.get_category_or_404(edition, category_id)
    find_conflicts(category, actor=current_user)
    seed = min(max(request.form.get("seed", 1, type=int) or 1, 1), 2**31 - 1)
    try:
        run = service.propose(category, awards.scoring_round(edition), seed=seed, actor=current_user)
    except service.InfeasibleError as error:
        hidden = numbers_of(hidden_submissions(current_user, edition))
        for reason in error.reasons[:10]:
            if not any(number in reason for number in hidden):
                flash(reason, "error")
        return redirect(url_for(".index", edition_id=edition.id))
    return redirect(url_for(".run", edition_id=edition.id, run_id=run.id))


@bp.get("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>")
@signed_in
def run(edition_id: int, run_id: int) -> str:
    """One proposal: load of each judge and the pairs, before anybody else sees them."""
    edition = _edition(edition_id)
    found = queries.get_run_or_404(edition, run_id)
    hidden = hidden_submissions(current_user, edition)
    pairs = [(judge, submission) for judge, submission in found.pairs if submission not in hidden]
    loads = Counter(judge for judge, _submission in pairs)
    by_submission: dict[int, list[int]] = {}
    for judge, submission in pairs:
        by_submission.setdefault(submission, []).append(judge)
    names, titles = queries.names_of(set(loads), set(by_submission))
    rows = sorted((titles[one][0], titles[one][1], [names[j] for j in judges]) for one, judges in by_submission.items())
    number, size = page_number(), 50
    return render_template(
        "assignments/run.html",
        edition=edition,
        run=found,
        loads=sorted(((names[judge], load) for judge, load in loads.items()), key=lambda row: (-row[1], row[0])),
        rows=rows[(number - 1) * size : number * size],
        total=len(rows),
        number=number,
        size=size,
        hidden=len(hidden),
    )


@bp.post("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>/publish")
@signed_in
def publish(edition_id: int, run_id: int) -> Any:
    """Hand the work out to the judges."""
    edition = _edition(edition_id)
    made = service.publish(queries.get_run_or_404(edition, run_id), actor=current_user)
    hidden = hidden_submissions(current_user, edition)
    shown = sum(one.submission_id not in hidden for one in made)
    flash(_("%(n)d assignments are published and the judges are told.", n=shown), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.post("/manage/editions/<int:edition_id>/assignments/runs/<int:run_id>/discard")
@signed_in
def discard(edition_id: int, run_id: int) -> Any:
    """Throw a proposal away."""
    edition = _edition(edition_id)
    service.discard(queries.get_run_or_404(edition, run_id), actor=current_user)
    flash(_("The proposal is discarded."), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.get("/manage/editions/<int:edition_id>/assignments/categories/<int:category_id>")
@signed_in
def category(edition_id: int, category_id: int) -> str:
    """Who judges what in a category."""
    edition = _edition(edition_id)
    found = awards.get_category_or_404(edition, category_id)
    hidden = hidden_submissions(current_user, edition)
    page = paginate(queries.matrix(found, hidden), page_number())
    listed: dict[int, list[Any]] = {}
    for assignment in queries.assignments_of([one.id for one in page.items]):
        listed.setdefault(assignment.submission_id, []).append(assignment)
    return render_template(
        "assignments/category.html", edition=edition, category=found, page=page, listed=listed, hidden=len(hidden)
    )
