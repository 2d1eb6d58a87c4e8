"""The secretariat's pages of paper: what came, entering a dossier, a supplement or a stub, and whom it is for."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import is_organizer, managed_category_ids, works_in_console
from portal.awards import queries as awards
from portal.awards.handling import special_handling, takes_stubs
from portal.awards.models import Category
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import choices, page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.submissions import paper, policies, queries
from portal.submissions.models import Origin, Submission
from portal.submissions.paper_forms import ArrivalForm, PaperForm, PersonForm, StubForm
from portal.submissions.receipt import receipt_pdf

bp = Blueprint("manage_paper", __name__)


def _categories(edition_id: int) -> tuple[Any, list[Category]]:
    """The edition, and the categories in which somebody may key in paper."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    mine = managed_category_ids(current_user, edition)
    return edition, [one for one in awards.categories_of(edition) if mine is None or one.id in mine]


def _keyed(edition_id: int, submission_id: int) -> tuple[Any, Submission]:
    edition = awards.get_edition_or_404(edition_id)
    found = queries.get_keyed_or_404(edition, submission_id)
    authorize(policies.can_key_in(current_user, edition, found.category))
    g.time_zone = edition.time_zone
    return edition, found


@bp.get("/manage/editions/<int:edition_id>/paper")
@signed_in
def index(edition_id: int) -> str:
    """What was keyed in: first what is not sent yet, then the newest."""
    edition, categories = _categories(edition_id)
    page = paginate(queries.list_of_paper(edition, managed_category_ids(current_user, edition)), page_number())
    stubs = any(takes_stubs(edition, one) for one in categories)
    return render_template("submissions/paper.html", edition=edition, page=page, stubs=stubs)


def _offer(form: PaperForm | StubForm, categories: list[Category]) -> Category | None:
    """Offer the categories, fill in the office in charge, and give the one that was chosen."""
    blank = [("", "–")] if len(categories) > 1 else []
    form.category.choices = choices(
        [*blank, *((str(one.id), f"{one.number}. {localized(one.name)}") for one in categories)]
    )
    if request.method == "GET" and len(categories) == 1:
        form.office.data = localized(categories[0].agency)
    return next((one for one in categories if str(one.id) == form.category.data), None)


@bp.route("/manage/editions/<int:edition_id>/paper/new", methods=["GET", "POST"])
@signed_in
def new(edition_id: int) -> Any:
    """Begin a dossier that came on paper."""
    edition, categories = _categories(edition_id)
    form = PaperForm()
    chosen = _offer(form, categories)
    if form.validate_on_submit():
        try:
            if chosen is None:
                raise PortalError(_("Choose the category"))
            draft = paper.enter(
                chosen, person=form.reach(), arrived=form.arrived(edition.time_zone), title=form.title.data or "",
                summary=form.summary.data or "", organisation=form.organisation.data or "", actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The paper is noted. Now key in what it says and upload its scan."), "success")
            return redirect(url_for("submissions.hub", submission_id=draft.id))
    return _form_page("submissions/paper_new.html", edition=edition, form=form)


@bp.route("/manage/editions/<int:edition_id>/stubs/new", methods=["GET", "POST"])
@signed_in
def new_stub(edition_id: int) -> Any:
    """Record a work that is handled outside the portal."""
    edition, categories = _categories(edition_id)
    categories = [one for one in categories if takes_stubs(edition, one)]
    if not categories:
        raise NotFound()
    form = StubForm()
    chosen = _offer(form, categories)
    if form.validate_on_submit():
        try:
            if chosen is None:
                raise PortalError(_("Choose the category"))
            paper.record_stub(
                chosen, title=form.title.data or "", organisation=form.organisation.data or "",
                arrived=form.arrived(edition.time_zone), actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The work is recorded. Print its receipt from the list."), "success")
            return redirect(url_for(".index", edition_id=edition.id))
    warnings = [special_handling(edition, one) for one in categories]
    return _form_page("submissions/stub_new.html", edition=edition, form=form, warnings=warnings)


@bp.route("/manage/editions/<int:edition_id>/paper/<int:submission_id>/supplement", methods=["GET", "POST"])
@signed_in
def supplement(edition_id: int, submission_id: int) -> Any:
    """Record more paper of a dossier that was sent."""
    edition, found = _keyed(edition_id, submission_id)
    if not policies.keeps(current_user, found):
        raise NotFound()
    form = ArrivalForm()
    if form.validate_on_submit():
        try:
            paper.record_supplement(found, arrived=form.arrived(edition.time_zone), actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The paper is noted. Now key in what it says and upload its scan."), "success")
            return redirect(url_for("submissions.hub", submission_id=found.id))
    if request.method == "GET" and found.arrivals:
        form.office.data = found.arrivals[-1].office
    return _form_page("submissions/paper_supplement.html", edition=edition, submission=found, form=form)


@bp.route("/manage/editions/<int:edition_id>/paper/<int:submission_id>/person", methods=["GET", "POST"])
@signed_in
def person(edition_id: int, submission_id: int) -> Any:
    """Correct how the person is reached, and send the link that hands the dossier over."""
    edition, found = _keyed(edition_id, submission_id)
    if found.person is None:
        raise NotFound()
    form = PersonForm(obj=found.person)
    if found.kept and form.validate_on_submit():
        try:
            sent = paper.change_person(found, person=form.reach(), actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Saved, and the link is sent.") if sent else _("Saved."), "success")
            return redirect(url_for(".person", edition_id=edition.id, submission_id=found.id))
    return _form_page("submissions/paper_person.html", edition=edition, submission=found, form=form)


def _form_page(template: str, *, edition: Any, **values: Any) -> Any:
    late = is_organizer(current_user, edition)
    return render_template(template, edition=edition, late=late, **values), (422 if request.method == "POST" else 200)


@bp.get("/manage/editions/<int:edition_id>/paper/<int:submission_id>/receipt.pdf")
@signed_in
def receipt(edition_id: int, submission_id: int) -> Response:
    """The receipt of the newest version, to print and hand over."""
    _edition, found = _keyed(edition_id, submission_id)
    version = queries.latest_version(found)
    if version is None or (found.origin is Origin.PAPER and not found.kept):
        raise NotFound()
    answer = Response(receipt_pdf(found, version), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.number}-v{version.number}.pdf"'
    return answer
