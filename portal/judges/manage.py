"""Organizers' pages of judges, panels and conflicts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards import queries as awards
from portal.awards.console import organizers_edition
from portal.core.access import signed_in
from portal.core.forms import choices, page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.core.whole_numbers import whole
from portal.judges import queries, service
from portal.judges.forms import JudgeForm
from portal.judges.labels import ROLE_LABELS
from portal.judges.models import PanelRole

bp = Blueprint("manage_judges", __name__)


@bp.route("/manage/editions/<int:edition_id>/judges", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The judges with their seats, and a form to invite one."""
    edition = organizers_edition(edition_id)
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
    category_id, search = request.args.get("category", 0, type=whole), request.args.get("q", "")[:100]
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
    edition = organizers_edition(edition_id)
    service.unseat(queries.get_seat_or_404(edition, seat_id), actor=current_user)
    flash(_("The judge no longer sits on this panel."), "success")
    return redirect(url_for(".index", edition_id=edition.id))
