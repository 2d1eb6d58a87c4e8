"""Changing lists by name, correcting them, comparing two, and keeping scans of signed ones."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.attachments.rules import may_be_opened
from portal.attachments.service import download_url
from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.decisions import lists, policies, queries, signing
from portal.decisions.differences import differences
from portal.decisions.forms import ChangeForm, CorrectForm, DropForm, ScanForm
from portal.decisions.manage import list_page
from portal.decisions.models import ChangeKind, ListVersion
from portal.decisions.words import KIND_LABELS
from portal.judges.models import PanelRole
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_lists", __name__)
BASE = "/manage/editions/<int:edition_id>/lists/<int:list_id>"


def _list(edition_id: int, list_id: int) -> tuple[Edition, ListVersion]:
    edition = organizers_edition(edition_id)
    return edition, queries.get_list_or_404(edition, list_id)


def _to(version: ListVersion) -> Any:
    return redirect(url_for("manage_decisions.list_version", edition_id=version.edition_id, list_id=version.id))


def _done(version: ListVersion, act: Callable[[], Any], said: str) -> Any:
    try:
        act()
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(said, "success")
    return _to(version)


@bp.post(f"{BASE}/changes")
@signed_in
@limiter.limit("300/hour")
def name_change(edition_id: int, list_id: int) -> Any:
    """Name a work to be added, taken out or moved."""
    edition, version = _list(edition_id, list_id)
    form = ChangeForm()
    if form.validate_on_submit():
        try:
            lists.name_change(
                version, change=ChangeKind(form.change.data), number=form.number.data or "",
                reason=form.reason.data or "", place=form.place.data, actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The change goes into the next list."), "success")
            return _to(version)
    return list_page(edition, version, form), 422


@bp.post(f"{BASE}/changes/<int:change_id>/drop")
@signed_in
@limiter.limit("300/hour")
def drop_change(edition_id: int, list_id: int, change_id: int) -> Any:
    """Take a change back."""
    edition, version = _list(edition_id, list_id)
    hidden = hidden_submissions(current_user, edition)
    change = next((one for one in queries.changes_to(version, hidden) if one.id == change_id), None)
    if change is None:
        raise NotFound()
    form = DropForm()
    if not form.validate_on_submit():
        flash(form.error_summary()[0][1], "error")
        return _to(version)
    reason = form.reason.data or ""
    return _done(
        version, lambda: lists.drop_change(change, reason=reason, actor=current_user), _("The change is dropped.")
    )


@bp.post(f"{BASE}/correct")
@signed_in
@limiter.limit("60/hour")
def correct(edition_id: int, list_id: int) -> Any:
    """Make the next version of this list with the changes named on it."""
    _edition, version = _list(edition_id, list_id)
    form = CorrectForm()
    if not form.validate_on_submit():
        flash(_("Write why the list is corrected."), "error")
        return _to(version)
    try:
        made = lists.correct(version, actor=current_user, reason=form.reason.data or "")
    except PortalError as error:
        flash(str(error), "error")
        return _to(version)
    flash(_("The corrected list is made."), "success")
    return _to(made)


@bp.get(f"{BASE}/differences")
@signed_in
def compare(edition_id: int, list_id: int) -> str:
    """What this list says differently from another."""
    edition, version = _list(edition_id, list_id)
    other = queries.get_list_or_404(edition, request.args.get("with", version.base_id or 0, type=whole) or 0)
    hidden = hidden_submissions(current_user, edition)
    found = differences(queries.places_on(other, hidden), queries.places_on(version, hidden))
    return render_template(
        "decisions/differences.html",
        edition=edition,
        version=version,
        other=other,
        found=found,
        works=queries.works_named(one.submission for one in found),
        reasons={one.submission_id: one.reason for one in queries.adjusted(version, hidden)},
        kinds=KIND_LABELS,
        hidden=len(hidden),
    )


@bp.route(f"{BASE}/scans", methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def add_scan(edition_id: int, list_id: int) -> Any:
    """Keep the scan of this list as an office holder has signed it on paper."""
    edition, version = _list(edition_id, list_id)
    authorize(policies.can_keep_scans(current_user, edition, hidden_submissions(current_user, edition)))
    form = ScanForm()
    if form.validate_on_submit():
        scan = form.scan.data
        size = scan.stream.seek(0, 2)
        scan.stream.seek(0)
        try:
            signing.sign_by_scan(
                version, role=PanelRole(form.role.data), name=form.name.data or "", filename=scan.filename or "",
                stream=scan.stream, size=size, content_type=scan.mimetype or "", actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The scan is kept; it is being checked."), "success")
            return _to(version)
    page = render_template("decisions/scan.html", edition=edition, version=version, form=form, kinds=KIND_LABELS)
    return page, 422 if request.method == "POST" else 200


@bp.get(f"{BASE}/scans/<int:signature_id>")
@signed_in
def scan(edition_id: int, list_id: int, signature_id: int) -> Any:
    """The scan of a signed list; not for who must not see every work on it."""
    edition, version = _list(edition_id, list_id)
    found = next((one.scan for one in queries.signatures_of(version) if one.id == signature_id), None)
    if found is None or not may_be_opened(found) or hidden_submissions(current_user, edition):
        raise NotFound()
    return redirect(download_url(found))
