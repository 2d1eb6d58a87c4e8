"""Organizers' matrix of judges and works, with what can be done to many pairs at once."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.accounts.policies import is_organizer
from portal.assignments import declarations
from portal.assignments import service as assignments
from portal.assignments.models import Assignment
from portal.assignments.run_settings import RunMode, RunSettings
from portal.awards import queries as awards
from portal.awards.console import chosen_category
from portal.awards.models import Category, Edition
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.whole_numbers import whole
from portal.judges.models import ConflictKind
from portal.judges.visibility import hidden_submissions
from portal.scoring import matrix, reminders
from portal.scoring.forms import TakeBackForm

bp = Blueprint("manage_matrix", __name__)
WIDTH = 25


@bp.route("/manage/editions/<int:edition_id>/scores/matrix", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """Every pair of a category; those ticked are reminded, given to others, or taken back."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    categories, hidden = awards.categories_of(edition), hidden_submissions(current_user, edition)
    category = chosen_category(categories)
    form = TakeBackForm()
    if request.method == "POST":
        ticked = set(request.form.getlist("pair", type=whole))
        answer = _done(edition, category, matrix.chosen_pairs(category, hidden, ticked), form)
        if answer is not None:
            return answer
    state, search = request.args.get("state", ""), request.args.get("q", "")[:100]
    page = paginate(matrix.works_of(category, hidden, state=state, search=search), page_number(), size=WIDTH)
    judges, cells = matrix.cells_of(category, [one.id for one in page.items])
    return render_template(
        "scoring/matrix.html",
        edition=edition,
        categories=categories,
        category=category,
        page=page,
        judges=judges,
        cells=cells,
        loads=matrix.loads_of(category, hidden),
        gaps=matrix.count_gaps(category, hidden),
        state=state,
        search=search,
        form=form,
        hidden=len(hidden),
    )


def _done(edition: Edition, category: Category, pairs: list[Assignment], form: TakeBackForm) -> Any:
    """Do what the pressed button says; None where the page is to be shown again."""
    act = request.form.get("act", "")
    if not pairs:
        form.form_errors.append(_("Tick at least one pair"))
        return None
    if act == "recuse":
        return _recused(edition, category, pairs, form)
    if act == "reassign":
        return _reassigned(edition, category, pairs)
    written, lately = reminders.remind(category, pairs, actor=current_user)
    flash(ngettext("%(num)d judge is reminded.", "%(num)d judges are reminded.", written), "success")
    if lately:
        flash(
            ngettext("%(num)d judge had a reminder in the last 12 hours.",
                     "%(num)d judges had a reminder in the last 12 hours.", lately), "info"
        )  # fmt: skip
    return redirect(url_for(".index", edition_id=edition.id, category=category.id))


def _recused(edition: Edition, category: Category, pairs: list[Assignment], form: TakeBackForm) -> Any:
    if not form.validate():
        return None
    kind = ConflictKind(form.kind.data)
    count = declarations.recuse_all(pairs, kind=kind, evidence=form.evidence.data or "", actor=current_user)
    flash(ngettext("%(num)d pair is taken back.", "%(num)d pairs are taken back.", count), "success")
    return redirect(url_for(".index", edition_id=edition.id, category=category.id))


def _reassigned(edition: Edition, category: Category, pairs: list[Assignment]) -> Any:
    """Propose other judges for pairs whose sheet has not been begun; nothing changes before it is published."""
    free = [(one.judge_id, one.submission_id) for one in pairs if one.started_at is None]
    if not free:
        flash(_("All these sheets have been begun; take them back with a reason instead."), "error")
        return redirect(url_for(".index", edition_id=edition.id, category=category.id))
    settings = RunSettings(mode=RunMode.ADJUST, without=tuple(sorted(free)))
    run = assignments.propose(category, awards.scoring_round(edition), settings, actor=current_user)
    if len(free) < len(pairs):
        left = len(pairs) - len(free)
        stay = ngettext("%(num)d sheet has been begun and stays.", "%(num)d sheets have been begun and stay.", left)
        flash(stay, "info")
    return redirect(url_for("manage_runs.run", edition_id=edition.id, run_id=run.id))
