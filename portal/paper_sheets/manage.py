"""The secretariat's pages of paper sheets: what is open, blank sheets to print, keying in, and what was keyed in."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import is_organizer, managed_category_ids, works_in_console
from portal.attachments.renditions import request_rendering
from portal.attachments.rules import may_be_opened
from portal.attachments.service import FileRefusedError, download_url
from portal.attachments.viewer import Reader, shown_in_place
from portal.awards import queries as awards
from portal.awards.console import chosen_category
from portal.awards.models import Category, Edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.judges.visibility import hidden_submissions
from portal.paper_sheets import policies, queries, service
from portal.paper_sheets.forms import ScanForm
from portal.paper_sheets.models import PaperSheet
from portal.scoring import rules as scoring_rules
from portal.scoring.service import limits_of
from portal.submissions.queries import latest_titles

bp = Blueprint("manage_paper_sheets", __name__)
BASE = "/manage/editions/<int:edition_id>/paper-sheets"


def _edition(edition_id: int) -> Edition:
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


def _kept_from(edition: Edition) -> frozenset[int]:
    """The works whose sheets this person must not meet."""
    return hidden_submissions(current_user, edition) | queries.judged_by(current_user, edition)


def _chosen(edition: Edition) -> tuple[list[Category], Category]:
    mine = managed_category_ids(current_user, edition)
    categories = [one for one in awards.categories_of(edition) if mine is None or one.id in mine]
    return categories, chosen_category(categories)


@bp.get(BASE)
@signed_in
def index(edition_id: int) -> str:
    """The judges of a category with what is still to come, and the sheets that were keyed in."""
    edition = _edition(edition_id)
    if edition.judged_kind.is_ordered:
        return render_template("paper_sheets/none.html", edition=edition, reason=policies.NO_PAPER)
    categories, category = _chosen(edition)
    kept_from = _kept_from(edition)
    page = paginate(queries.papers_of(category, kept_from), page_number())
    return render_template(
        "paper_sheets/index.html",
        edition=edition,
        categories=categories,
        category=category,
        rows=queries.judge_rows(category, kept_from),
        works=queries.works_to_score(category, kept_from),
        page=page,
        titles=latest_titles([one.scoresheet.assignment.submission_id for one in page.items]),
        hidden=len(kept_from),
    )


@bp.get(f"{BASE}/blank")
@signed_in
def blank(edition_id: int) -> str:
    """Blank sheets to print: those of a category, of one judge, or of one work."""
    edition = _edition(edition_id)
    if edition.judged_kind.is_ordered:
        return render_template("paper_sheets/none.html", edition=edition, reason=policies.NO_PAPER)
    _categories, category = _chosen(edition)
    judge, work = (request.args.get(name, 0, type=whole) for name in ("judge", "work"))
    pairs = queries.blank_sheets(category, _kept_from(edition), judge=judge, work=work)
    listed = pairs[: queries.MOST_PRINTED]
    return render_template(
        "paper_sheets/blank.html",
        edition=edition,
        category=category,
        pairs=listed,
        more=len(pairs) > len(listed),
        titles=latest_titles([one.submission_id for one in listed]),
        highest=scoring_rules.highest_total([scoring_rules.limits_from(one) for one in category.criteria]),
    )


def _paper(edition_id: int, paper_id: int) -> tuple[Edition, PaperSheet]:
    edition = _edition(edition_id)
    paper = queries.get_paper_or_404(edition, paper_id, _kept_from(edition))
    authorize(policies.can_key_in(current_user, edition, paper.scoresheet.assignment.submission.category))
    return edition, paper


@bp.get(f"{BASE}/<int:paper_id>")
@signed_in
def sheet(edition_id: int, paper_id: int) -> str:
    """A keyed sheet beside its scan."""
    edition, paper = _paper(edition_id, paper_id)
    return _sheet_page(edition, paper, ScanForm())


def _sheet_page(edition: Edition, paper: PaperSheet, form: ScanForm) -> str:
    assignment = paper.scoresheet.assignment
    values: dict[str, Any] = {"edition_id": edition.id, "paper_id": paper.id}
    shown = None
    if paper.scan is not None:
        shown = shown_in_place(
            paper.scan, download=url_for(".download", **values), make=url_for(".view", **values), reader=Reader.STAFF
        )
    scores = {score.criterion_id: score for score in paper.scoresheet.scores}
    points = {criterion: score.points for criterion, score in scores.items()}
    return render_template(
        "paper_sheets/sheet.html",
        edition=edition,
        paper=paper,
        assignment=assignment,
        title=latest_titles([assignment.submission_id]).get(assignment.submission_id, ""),
        scores=scores,
        total=scoring_rules.total_of(limits_of(assignment), points),
        shown=shown,
        form=form,
        may_reopen=is_organizer(current_user, edition),
    )


@bp.post(f"{BASE}/<int:paper_id>/scan")
@signed_in
@limiter.limit("120/hour")
def scan(edition_id: int, paper_id: int) -> Any:
    """Keep the scan of a sheet, instead of the one before."""
    edition, paper = _paper(edition_id, paper_id)
    form = ScanForm()
    if form.validate_on_submit():
        try:
            take_scan(paper, form.scan.data)
        except PortalError as error:
            form.scan.errors = [str(error)]
        else:
            flash(_("The scan is kept; it is being checked."), "success")
            return redirect(url_for(".sheet", edition_id=edition.id, paper_id=paper.id))
    return _sheet_page(edition, paper, form), 422


def take_scan(paper: PaperSheet, sent: Any) -> None:
    """Hand a file of a form to the service; one that is missing raises FileRefusedError."""
    if not getattr(sent, "filename", ""):
        raise FileRefusedError(service.NOTHING_CHOSEN)
    size = sent.stream.seek(0, 2)
    sent.stream.seek(0)
    service.attach_scan(
        paper, filename=sent.filename, stream=sent.stream, size=size, content_type=sent.mimetype, actor=current_user
    )


@bp.post(f"{BASE}/<int:paper_id>/view")
@signed_in
@limiter.limit("60/hour")
def view(edition_id: int, paper_id: int) -> Any:
    """Have the preview of the scan made now."""
    edition, paper = _paper(edition_id, paper_id)
    if paper.scan is None:
        raise NotFound()
    request_rendering(paper.scan)
    flash(_("The preview is being made; load the page again in a moment."), "success")
    return redirect(url_for(".sheet", edition_id=edition.id, paper_id=paper.id))


@bp.get(f"{BASE}/<int:paper_id>/scan")
@signed_in
def download(edition_id: int, paper_id: int) -> Any:
    """The scan as it was uploaded."""
    _edition_of, paper = _paper(edition_id, paper_id)
    if paper.scan is None or not may_be_opened(paper.scan):
        raise NotFound()
    return redirect(download_url(paper.scan))
