"""The organizers' page of deadlines: who has how long, and more time with a reason."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import choices, page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.submissions import deadlines
from portal.submissions.forms import ExtensionForm

bp = Blueprint("manage_deadlines", __name__)


@bp.route("/manage/editions/<int:edition_id>/deadlines", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The deadlines, what was extended and why, and the form that gives more time."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    categories = awards.categories_of(edition)
    form = ExtensionForm()
    form.category.choices = choices((str(one.id), f"{one.number}. {localized(one.name)}") for one in categories)
    found = deadlines.drafts_of(edition, form.email.data or "") if form.scope.data == "one" else []
    form.submission.choices = choices((str(one.id), one.title or _("Untitled draft")) for one in found)
    if form.validate_on_submit():
        if form.scope.data == "one" and not found:
            form.email.errors = [_("Nobody with this address has begun anything in this edition")]
        elif form.scope.data == "one" and len(found) > 1 and not form.submission.data:
            form.submission.errors = [_("Choose which of this person's works")]
        else:
            try:
                _extend(form, edition, categories, found)
            except PortalError as error:
                form.form_errors.append(str(error))
            else:
                flash(_("The deadline is moved, and everybody concerned is told."), "success")
                return redirect(url_for(".index", edition_id=edition.id))
    page = paginate(deadlines.extensions_of(edition), page_number())
    status = 422 if request.method == "POST" else 200
    return render_template(
        "submissions/deadlines.html", edition=edition, categories=categories, form=form, page=page
    ), status


def _extend(form: ExtensionForm, edition: Any, categories: list[Any], found: list[Any]) -> None:
    category = next((one for one in categories if str(one.id) == form.category.data), None)
    chosen = next((one for one in found if str(one.id) == form.submission.data), found[0] if found else None)
    deadlines.extend(
        edition,
        category=category if form.scope.data == "category" else None,
        submission=chosen if form.scope.data == "one" else None,
        until=form.until_moment(edition.time_zone),
        reason=form.reason.data or "",
        actor=current_user,
    )
