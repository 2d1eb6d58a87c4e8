"""Organizers' page of the rounds: how each works, what its judges do not see, and by when it is due."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.awards.console import organizers_edition
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.whole_numbers import whole
from portal.scoring import due
from portal.scoring.forms import DueForm

bp = Blueprint("manage_rounds", __name__)


@bp.route("/manage/editions/<int:edition_id>/rounds", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """Every round of the edition; one form a round says by when its sheets are to be finished."""
    edition = organizers_edition(edition_id)
    forms = {one.id: DueForm(prefix=f"round-{one.id}") for one in edition.rounds if one.kind.has_panels}
    wanted = request.form.get("round", type=whole)
    sent = forms.get(wanted) if wanted is not None else None
    for key, form in forms.items():
        if form is not sent:
            forms[key] = DueForm(formdata=None, prefix=f"round-{key}")
    if sent is not None and sent.validate_on_submit():
        found = next(one for one in edition.rounds if one.id == wanted)
        try:
            told = due.set_due(
                found, at=sent.moment(edition.time_zone), reason=sent.reason.data or "", actor=current_user
            )
        except PortalError as error:
            sent.form_errors.append(str(error))
        else:
            flash(_("The due date is kept."), "success")
            if told:
                flash(ngettext("%(num)d judge is told.", "%(num)d judges are told.", told), "info")
            return redirect(url_for(".index", edition_id=edition.id))
    errors = sent.error_summary() if sent is not None else []
    status = 422 if request.method == "POST" else 200
    return render_template("scoring/rounds.html", edition=edition, forms=forms, errors=errors), status
