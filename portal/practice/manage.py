"""Organizers' pages of anchors: choosing or writing a work, reference points, opening, closing, who is through."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.anchors.models import Anchor, AnchorKind
from portal.anchors.policies import can_change, can_close
from portal.awards import queries as awards
from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import choices, page_number, tidy
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.practice import queries, service
from portal.practice.distribution import LEAST_SHEETS, distribution, enough
from portal.practice.dossier import seen_of
from portal.practice.forms import AnchorForm, ControlsForm, ReasonForm
from portal.scoring import rules, sheet_form
from portal.scoring.service import InvalidPointsError
from portal.submissions.queries import latest_version

bp = Blueprint("manage_practice", __name__, url_prefix="/manage/editions/<int:edition_id>/practice")


def _anchor(edition_id: int, anchor_id: int) -> tuple[Edition, Anchor]:
    edition = organizers_edition(edition_id)
    return edition, queries.get_anchor_or_404(edition, anchor_id, current_user)


@bp.route("", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """Every anchor of the edition, and whether there may be controls."""
    edition = organizers_edition(edition_id)
    panel_round = awards.scoring_round(edition)
    form = ControlsForm(data={"has_controls": panel_round.has_controls})
    if form.validate_on_submit():
        try:
            service.set_controls(
                panel_round, has_controls=form.has_controls.data, reason=form.reason.data or "", actor=current_user
            )
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The setting is saved; the judges read it on their list."), "success")
            return redirect(url_for(".index", edition_id=edition.id))
    page = paginate(queries.list_anchors(edition, current_user), page_number())
    counts = queries.finished_counts(one.id for one in page.items)
    return render_template(
        "practice/index.html", edition=edition, page=page, counts=counts, form=form, round=panel_round
    )


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new(edition_id: int) -> Any:
    """Choose a submitted work, or write one."""
    edition = organizers_edition(edition_id)
    form = AnchorForm()
    categories = {one.id: one for one in awards.categories_of(edition)}
    form.category.choices = choices((one.id, f"{one.number}. {localized(one.name)}") for one in categories.values())
    if form.validate_on_submit():
        anchor = _chosen(edition, form, categories)
        if anchor is not None:
            return redirect(url_for(".show", edition_id=edition.id, anchor_id=anchor.id))
    return render_template("practice/new.html", edition=edition, form=form), 422 if form.is_submitted() else 200


def _chosen(edition: Edition, form: AnchorForm, categories: dict[int, Any]) -> Anchor | None:
    number = form.number.data or ""
    work = queries.find_work(edition, number, current_user) if number else None
    version = latest_version(work) if work is not None else None
    if number and version is None:
        form.number.errors = [_("There is no accepted work with this number in this edition or an earlier one")]
        return None
    try:
        return service.choose(
            categories[form.category.data],
            awards.scoring_round(edition),
            kind=AnchorKind(form.kind.data),
            version=version,
            title=form.title.data or "",
            text=form.text.data or "",
            required=form.must.data,
            reason=form.reason.data or "",
            actor=current_user,
        )
    except PortalError as error:
        form.form_errors.append(str(error))
        return None


@bp.get("/<int:anchor_id>")
@signed_in
def show(edition_id: int, anchor_id: int) -> str:
    """One anchor: the work, the reference points, who is through, and how the points lie."""
    edition, anchor = _anchor(edition_id, anchor_id)
    return _page(edition, anchor)


def _page(
    edition: Edition, anchor: Anchor, words: dict[str, str] | None = None, problems: dict[int, Any] | None = None
) -> str:
    criteria = anchor.category.criteria
    kept = {one.criterion_id: one for one in anchor.references}
    given = list(queries.finished_points(anchor).values())
    reference = {one.criterion_id: one.points for one in anchor.references}
    return render_template(
        "practice/show.html",
        edition=edition,
        anchor=anchor,
        seen=seen_of(anchor),
        criteria=criteria,
        words=words or _words(criteria, kept),
        problems=problems or {},
        references=kept,
        lines=queries.lines_of(anchor)[:300],
        places=distribution([one.id for one in criteria], given, own={}, references=reference),
        enough=enough(given),
        count=len(given),
        least=LEAST_SHEETS,
        changeable=can_change(current_user, anchor),
        closable=can_close(current_user, anchor),
        form=ReasonForm(),
    )


def _words(criteria: list[Any], kept: dict[int, Any]) -> dict[str, str]:
    points = {
        f"points-{one.id}": sheet_form.words_of(kept[one.id].points) if one.id in kept else "" for one in criteria
    }
    return {**points, **{f"comment-{one.id}": kept[one.id].reason if one.id in kept else "" for one in criteria}}


@bp.post("/<int:anchor_id>/references")
@signed_in
def references(edition_id: int, anchor_id: int) -> Any:
    """Keep the points that the organizers would give, with reasons."""
    edition, anchor = _anchor(edition_id, anchor_id)
    typed = sheet_form.read([rules.limits_from(one) for one in anchor.category.criteria], request.form)
    problems = typed.problems
    if not problems:
        try:
            service.set_references(anchor, points=typed.points, reasons=typed.comments, actor=current_user)
        except InvalidPointsError as error:
            problems = error.problems
        except PortalError as error:
            flash(str(error), "error")
        else:
            flash(_("The reference points are saved."), "success")
    if problems:
        return _page(edition, anchor, typed.words, problems), 422
    return redirect(url_for(".show", edition_id=edition.id, anchor_id=anchor.id))


@bp.post("/<int:anchor_id>/files")
@signed_in
@limiter.limit("120/hour")
def upload(edition_id: int, anchor_id: int) -> Any:
    """Take a file of a work written for practice."""
    edition, anchor = _anchor(edition_id, anchor_id)
    authorize(can_change(current_user, anchor))
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        flash(_("Choose a file first."), "error")
    else:
        size = sent.stream.seek(0, 2)
        sent.stream.seek(0)
        try:
            service.add_file(
                anchor, filename=sent.filename, stream=sent.stream,  # type: ignore[arg-type]
                size=size, content_type=sent.mimetype, actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            flash(str(error), "error")
        else:
            flash(_("The file has arrived and is being checked."), "success")
    return redirect(url_for(".show", edition_id=edition.id, anchor_id=anchor.id))


@bp.post("/<int:anchor_id>/open")
@signed_in
def open_anchor(edition_id: int, anchor_id: int) -> Any:
    """Give the work to the panel."""
    edition, anchor = _anchor(edition_id, anchor_id)
    try:
        reached = service.open_anchor(anchor, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(ngettext("The work is open to %(num)d judge.", "The work is open to %(num)d judges.", reached), "success")
    return redirect(url_for(".show", edition_id=edition.id, anchor_id=anchor.id))


@bp.post("/<int:anchor_id>/close")
@signed_in
def close(edition_id: int, anchor_id: int) -> Any:
    """Take the work back, with a reason."""
    edition, anchor = _anchor(edition_id, anchor_id)
    try:
        service.close(anchor, reason=tidy(request.form.get("reason", ""))[:1000], actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("The work is closed."), "success")
    return redirect(url_for(".show", edition_id=edition.id, anchor_id=anchor.id))
