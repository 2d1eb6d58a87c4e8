"""Organizers' pages of lists."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards.console import organizers_edition
from portal.awards.list_steps import steps_of
from portal.awards.models import Edition
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.decisions import lists as list_service
from portal.decisions import policies, queries
from portal.decisions.forms import ChangeForm, DropForm, ShortlistForm
from portal.decisions.models import ListKind, ListVersion
from portal.decisions.words import CHANGE_LABELS, KIND_LABELS
from portal.judges.labels import ROLE_LABELS
from portal.judges.visibility import hidden_submissions
from portal.screening.queries import accepted_stubs
from portal.transparency.heads import HeadKind
from portal.transparency.queries import head_in_force

bp = Blueprint("manage_decisions", __name__)


@bp.route("/manage/editions/<int:edition_id>/lists", methods=["GET", "POST"])
@signed_in
def lists(edition_id: int) -> Any:
    """The lists this edition makes, every version so far, and the button that makes the next."""
    edition = organizers_edition(edition_id)
    form, steps = ShortlistForm(), steps_of(edition.rules)
    if form.validate_on_submit():
        kind = next((one.kind for one in steps if one.kind == request.form.get("kind")), steps[0].kind)
        try:
            made = list_service.make_list(
                edition, kind, actor=current_user, reason=form.reason.data or "", dated_on=form.dated_on.data
            )
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("%(list)s %(n)d is made.", list=KIND_LABELS[made.kind], n=made.number), "success")
            return redirect(url_for(".list_version", edition_id=edition.id, list_id=made.id))
    versions = queries.list_versions(edition)
    hidden = hidden_submissions(current_user, edition)
    return render_template(
        "decisions/lists.html",
        edition=edition,
        steps=queries.progress_of(steps, versions),
        held=queries.held_kinds(edition),
        may_make=policies.can_change_lists(current_user, edition, hidden),
        versions=versions,
        sizes=queries.sizes_of(versions, hidden),
        kinds=KIND_LABELS,
        outside=accepted_stubs(edition),
        sealed=head_in_force(edition, HeadKind.SHEETS),
        form=form,
        hidden=hidden,
    )


@bp.get("/manage/editions/<int:edition_id>/lists/<int:list_id>")
@signed_in
def list_version(edition_id: int, list_id: int) -> str:
    """One list: when it was made and by which rule, who is on it, what was changed by name, and who signed."""
    edition = organizers_edition(edition_id)
    version = queries.get_list_or_404(edition, list_id)
    return list_page(edition, version, ChangeForm(formdata=None))


def list_page(edition: Edition, version: ListVersion, form: ChangeForm) -> str:
    """The page of a list, with the form of a change that could not be taken."""
    hidden = hidden_submissions(current_user, edition)
    page = paginate(queries.entries_of(version, hidden), page_number(), size=50)
    newest = queries.latest_list(edition, version.kind)
    return render_template(
        "decisions/list.html",
        edition=edition,
        version=version,
        page=page,
        ranks=queries.ranks_among(queries.short_entries(version, hidden)) if hidden else {},
        hidden=len(hidden),
        kinds=KIND_LABELS,
        adjusted=queries.adjusted(version, hidden),
        changes=queries.changes_to(version, hidden),
        dropped=queries.dropped_moves(version, hidden),
        drop_form=DropForm(formdata=None),
        change_labels=CHANGE_LABELS,
        is_held=version.kind in queries.held_kinds(edition),
        is_newest=newest is not None and newest.id == version.id and version.kind is not ListKind.DECIDED,
        may_change=policies.can_change_lists(current_user, edition, hidden),
        may_scan=policies.can_keep_scans(current_user, edition, hidden),
        signatures=queries.signatures_of(version),
        roles=ROLE_LABELS,
        form=form,
        versions=queries.list_versions(edition),
    )
