"""Organizers' page of publication: look at what would be released, then release it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.decisions.queries import latest_decision
from portal.judges.visibility import hidden_submissions
from portal.publication import queries, service
from portal.publication.forms import PublishForm

bp = Blueprint("manage_publication", __name__)


@bp.route("/manage/editions/<int:edition_id>/publication", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The preview, the button, and what has been released so far."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    decision, form = latest_decision(edition), PublishForm()
    if form.validate_on_submit():
        if decision is None:
            raise NotFound()
        try:
            service.publish(decision, actor=current_user)
            flash(_("The results are public now."), "success")
        except service.AlreadyPublishedError as error:
            flash(str(error), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    hidden = hidden_submissions(current_user, edition)
    releases = queries.publications_of(edition)
    released = bool(releases) and decision is not None and releases[0].decision_id == decision.id
    return render_template(
        "publication/manage.html",
        edition=edition,
        decision=decision,
        preview=service.preview(decision, hidden) if decision is not None and not released else None,
        releases=releases,
        released=released,
        form=form,
        hidden=0 if released else len(hidden),
    )
