"""Organizers' pages of pairs: who judges what, taking several back at once, and deciding about conflicts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.assignments import declarations, queries
from portal.assignments.forms import RecuseForm
from portal.assignments.models import Assignment
from portal.awards import queries as awards
from portal.awards.console import organizers_edition
from portal.core.access import signed_in
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.forms import page_number, tidy
from portal.core.pagination import paginate
from portal.core.urls import safe_next
from portal.core.whole_numbers import whole
from portal.judges.conflicts import get_conflict_or_404
from portal.judges.models import ConflictKind
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_pairs", __name__)


@bp.route("/manage/editions/<int:edition_id>/assignments/pairs", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """Every pair that stands; those ticked are taken back with one reason."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    category_id, search = request.args.get("category", 0, type=whole), request.args.get("q", "")[:100]
    listed = queries.list_pairs(edition, hidden, category_id=category_id, search=search)
    form = RecuseForm()
    if form.validate_on_submit():
        chosen = set(request.form.getlist("pair", type=whole))
        found = list(db.session.scalars(listed.where(Assignment.id.in_(chosen))).unique())
        if found:
            kind = ConflictKind(form.kind.data)
            count = declarations.recuse_all(found, kind=kind, evidence=form.evidence.data or "", actor=current_user)
            flash(ngettext("%(num)d pair is taken back.", "%(num)d pairs are taken back.", count), "success")
            return redirect(url_for(".index", edition_id=edition.id))
        form.form_errors.append(_("Tick at least one pair"))
    return render_template(
        "assignments/pairs.html",
        edition=edition,
        page=paginate(listed, page_number()),
        barred=queries.barred_pairs(edition),
        categories=awards.categories_of(edition),
        category_id=category_id,
        search=search,
        form=form,
        hidden=len(hidden),
    )


@bp.post("/manage/editions/<int:edition_id>/conflicts/<int:conflict_id>/decide")
@signed_in
def decide(edition_id: int, conflict_id: int) -> Any:
    """Confirm a conflict, which ends the assignment against it, or reject it with a reason."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    conflict = get_conflict_or_404(edition, conflict_id, hidden, current_user)
    confirmed, reason = "confirm" in request.form, tidy(request.form.get("reason", ""))[:1000]
    try:
        declarations.decide_conflict(conflict, confirmed=confirmed, reason=reason, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("The conflict is confirmed.") if confirmed else _("The conflict is rejected."), "success")
    here = url_for("manage_conflicts.index", edition_id=edition.id)
    return redirect(safe_next(request.form.get("next"), here))
