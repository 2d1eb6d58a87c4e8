"""The secretary's pages of works that resemble each other: the list, two side by side, and the judgement."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import managed_category_ids, manages, works_in_console
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.screening import duplicates, queries
from portal.screening.forms import CompareForm, JudgementForm
from portal.screening.models import Judgement, Resemblance
from portal.screening.side_by_side import marked
from portal.screening.similarity import passages
from portal.submissions.queries import latest_version

bp = Blueprint("manage_resemblances", __name__)


@bp.route("/manage/editions/<int:edition_id>/resemblances", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """Works that look alike, those nobody has judged first; a button compares everything again."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    form = CompareForm()
    if form.validate_on_submit():
        duplicates.request_comparison(edition, actor=current_user)
        flash(_("All works are being compared; what is found appears here in a moment."), "success")
        return redirect(url_for(".index", edition_id=edition.id))
    mine = managed_category_ids(current_user, edition)
    page = paginate(queries.resemblances(edition, category_ids=mine), page_number())
    return render_template("screening/resemblances.html", edition=edition, page=page, form=form)


@bp.route("/manage/editions/<int:edition_id>/resemblances/<int:resemblance_id>", methods=["GET", "POST"])
@signed_in
def compare(edition_id: int, resemblance_id: int) -> Any:
    """Two works side by side with the passages they share, and what that means."""
    edition = awards.get_edition_or_404(edition_id)
    found = db.session.get(Resemblance, resemblance_id)
    if found is None or edition.id not in (found.later.edition_id, found.earlier.edition_id):
        raise NotFound()
    own = found.later if found.later.edition_id == edition.id else found.earlier
    authorize(manages(current_user, edition, own.category))
    g.time_zone = edition.time_zone
    form = JudgementForm()
    if form.validate_on_submit():
        try:
            duplicates.judge(
                found, judgement=Judgement(form.judgement.data), reason=form.reason.data or "", actor=current_user
            )
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The judgement is recorded."), "success")
            return redirect(url_for(".index", edition_id=edition.id))
    versions = [latest_version(found.earlier), latest_version(found.later)]
    texts = [duplicates.text_of(version.content) if version else "" for version in versions]
    shared = passages(texts[0], texts[1])
    return render_template(
        "screening/side_by_side.html",
        edition=edition,
        found=found,
        works=[found.earlier, found.later],
        texts=[
            marked(texts[0], [(one.a_start, one.a_end) for one in shared]),
            marked(texts[1], [(one.b_start, one.b_end) for one in shared]),
        ],
        files=_shared_files(versions),
        form=form,
    )


def _shared_files(versions: list[Any]) -> list[tuple[str, str]]:
    if None in versions:
        return []
    first, second = ({file["sha256"]: file["name"] for file in version.content["files"]} for version in versions)
    return [(first[seal], second[seal]) for seal in first if seal and seal in second]
