"""Organizers' page of publication: look at what would be released, then release it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.decisions.queries import latest_decision
from portal.judges.visibility import hidden_submissions
from portal.publication import queries, service
from portal.publication.forms import PublishForm
from portal.publication.privacy import privacy_notes
from portal.publication.results_check import preview_problems
from portal.transparency.heads import HeadKind
from portal.transparency.queries import head_in_force

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
        except PortalError as error:
            flash(str(error), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    hidden = hidden_submissions(current_user, edition)
    releases = queries.publications_of(edition)
    released = bool(releases) and decision is not None and releases[0].decision_id == decision.id
    shown = service.preview(decision, hidden) if decision is not None and not released else None
    return render_template(
        "publication/manage.html",
        edition=edition,
        decision=decision,
        preview=shown,
        problems=preview_problems(shown, str(get_locale())) if shown and not hidden else [],
        privacy=privacy_notes(shown) if shown else None,
        sealed=head_in_force(edition, HeadKind.SHEETS),
        releases=releases,
        released=released,
        form=form,
        hidden=0 if released else len(hidden),
    )
