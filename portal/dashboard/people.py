"""Who may do what in the edition: granting and taking back roles."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts import queries as accounts
from portal.accounts import service
from portal.accounts.models import Role, RoleGrant
from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.core.db import db
from portal.core.forms import choices, page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.dashboard.forms import GrantForm
from portal.judges.roles import give_role

bp = Blueprint("people", __name__)


def _form(categories: list[Any]) -> GrantForm:
    form = GrantForm()
    named = [(one.id, f"{one.number}. {localized(one.name)}") for one in categories]
    form.category.choices = choices([(0, _("All categories")), *named])
    return form


@bp.route("/manage/editions/<int:edition_id>/people", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The roles granted, and a form to grant one."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    categories = awards.categories_of(edition)
    form = _form(categories)
    if form.validate_on_submit():
        category = next((one for one in categories if one.id == form.category.data), None)
        user = service.find_or_invite(email=form.email.data, name=form.name.data, actor=current_user)
        give_role(user, Role(form.role.data), edition=edition, category=category, actor=current_user)
        flash(_("%(name)s has the role now.", name=user.name), "success")
        return redirect(url_for(".index", edition_id=edition.id))
    page = paginate(accounts.grants_of_edition(edition.id), page_number())
    names = {one.id: one for one in categories}
    return render_template("dashboard/people.html", edition=edition, form=form, page=page, names=names)


@bp.post("/manage/editions/<int:edition_id>/people/<int:grant_id>/revoke")
@signed_in
def revoke(edition_id: int, grant_id: int) -> Any:
    """Take a role of this edition back."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or grant.edition_id != edition.id:
        raise NotFound()
    service.revoke_role(grant, actor=current_user)
    flash(_("The role has been taken back."), "success")
    return redirect(url_for(".index", edition_id=edition.id))
