"""Organizers' pages of judges, panels and conflicts."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.db import db
from portal.core.forms import choices, page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.judges import queries, service
from portal.judges.forms import JudgeForm
from portal.judges.labels import KIND_LABELS, ROLE_LABELS
from portal.judges.models import PanelRole, PanelSeat

bp = Blueprint("manage_judges", __name__)


def _edition(edition_id: int) -> Edition:
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


@bp.route("/manage/editions/<int:edition_id>/judges", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The judges with their seats, and a form to invite one."""
    edition = _edition(edition_id)
    categories = awards.categories_of(edition)
    form = JudgeForm()
    form.category.choices = choices((one.id, f"{one.number}. {localized(one.name)}") for one in categories)
    if form.validate_on_submit():
        judge = service.add_judge(
            edition,
            name=form.name.data,
            email=form.email.data,
            organisation=form.organisation.data or "",
            max_load=form.max_load.data,
            actor=current_user,
        )
        category = next(one for one in categories if one.id == form.category.data)
        service.seat(
            judge,
            category=category,
            round=awards.scoring_round(edition),
            role=PanelRole(form.role.data),
            actor=current_user,
        )
        flash(_("%(name)s sits on the panel now.", name=judge.user.name), "success")
        return redirect(url_for(".index", edition_id=edition.id))
    category_id, search = request.args.get("category", 0, type=int), request.args.get("q", "")[:100]
    page = paginate(queries.list_judges(edition, category_id=category_id, search=search), page_number())
    return render_template(
        "judges/index.html",
        edition=edition,
        page=page,
        form=form,
        categories=categories,
        category_id=category_id,
        search=search,
        roles=ROLE_LABELS,
    )


@bp.post("/manage/editions/<int:edition_id>/judges/seats/<int:seat_id>/remove")
@signed_in
def unseat(edition_id: int, seat_id: int) -> Any:
    """Take a judge off a panel."""
    edition = _edition(edition_id)
    seat = db.session.get(PanelSeat, seat_id)
    if seat is None or seat.judge.edition_id != edition.id:
        raise NotFound()
    service.unseat(seat, actor=current_user)
    flash(_("The judge no longer sits on this panel."), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.get("/manage/editions/<int:edition_id>/conflicts")
@signed_in
def conflicts(edition_id: int) -> str:
    """Every conflict of interest with its evidence."""
    edition = _edition(edition_id)
    page = paginate(queries.list_conflicts(edition), page_number())
    return render_template("judges/conflicts.html", edition=edition, page=page, kinds=KIND_LABELS)


@bp.post("/manage/editions/<int:edition_id>/conflicts/find")
@signed_in
def find(edition_id: int) -> Any:
    """Look for conflicts in every category."""
    edition = _edition(edition_id)
    found = sum(service.find_conflicts(category, actor=current_user) for category in awards.categories_of(edition))
    flash(_("Looked through every panel: %(n)d new conflicts of interest.", n=found), "success")
    return redirect(url_for(".conflicts", edition_id=edition.id))
