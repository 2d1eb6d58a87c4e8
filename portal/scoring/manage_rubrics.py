"""Organizers' pages of rubrics: criteria to add, change, move and remove, as judges will see them, and the rule."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards import queries as awards
from portal.awards.console import locales_of, organizers_edition
from portal.awards.form_input import free_name
from portal.awards.models import Category, Criterion, Edition
from portal.awards.preset_words import CriterionKind, RoundKind
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.whole_numbers import whole
from portal.scoring import policies, rubrics, rules
from portal.scoring.rubric_input import LONGEST_CODE, MOST_LINES, RubricInput, criterion_from, rule_from

bp = Blueprint("manage_rubrics", __name__, url_prefix="/manage/editions/<int:edition_id>/rubrics")
DEFAULT_SCALE = 100


def _scale(edition: Edition) -> int:
    return int(edition.rules.get("edition", {}).get("result", {}).get("scale") or DEFAULT_SCALE)


def _highest(category: Category) -> Any:
    return rules.highest_total(rules.limits_from(one) for one in category.criteria)


def _input(edition: Edition) -> RubricInput:
    return RubricInput(request.form, locales_of(edition), [])


def _revision() -> int:
    return request.form.get("revision", -1, type=whole)


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """Every category's rubric in a line, and what holds for the whole edition."""
    edition = organizers_edition(edition_id)
    categories = awards.categories_of(edition)
    return render_template(
        "scoring/rubrics/index.html",
        edition=edition,
        categories=categories,
        totals={one.id: _highest(one) for one in categories},
        scale=_scale(edition),
        verdict=policies.can_change_edition_rule(current_user, edition, categories),
        most=min((one.judges_per_submission for one in categories), default=1),
    )


@bp.post("/rule")
@signed_in
def edition_rule(edition_id: int) -> Any:
    """Set the least number of sheets, and what recusal does to finished ones."""
    edition = organizers_edition(edition_id)
    given = _input(edition)
    sheets = given.number("minimum_sheets", 1, 50, otherwise=edition.minimum_sheets)
    keeps = request.form.get("f-recused") == "keep"
    try:
        if given.errors:
            raise PortalError(next(iter(given.errors.values())))
        rubrics.set_edition_rule(edition, minimum_sheets=sheets or 1, keeps_recused=keeps, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("The rule is saved."), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.get("/<int:category_id>")
@signed_in
def rubric(edition_id: int, category_id: int) -> str:
    """The criteria of one category with its rule, and whether they can still be changed."""
    edition = organizers_edition(edition_id)
    return _rubric_page(edition, awards.get_category_or_404(edition, category_id))


def _rubric_page(edition: Edition, category: Category, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "scoring/rubrics/rubric.html",
        edition=edition,
        category=category,
        criteria=category.criteria,
        total=_highest(category),
        scale=_scale(edition),
        verdict=policies.can_change_rubric(current_user, category),
        deciding=[one for one in category.criteria if one.kind is CriterionKind.POINTS],
        round_kind=edition.judged_kind,
        errors=errors or {},
        sent=request.form,
    )


@bp.post("/<int:category_id>/rule")
@signed_in
def rule(edition_id: int, category_id: int) -> Any:
    """Set when one more sheet is needed, and which criteria part equal means."""
    edition = organizers_edition(edition_id)
    category = awards.get_category_or_404(edition, category_id)
    given = _input(edition)
    codes = [one.code for one in category.criteria if one.kind is CriterionKind.POINTS]
    values = rule_from(given, codes, _highest(category))
    if given.errors:
        return _rubric_page(edition, category, given.errors), 422
    return _do(
        edition, category, _("The rule is saved."),
        lambda: rubrics.set_rule(category, **values, revision=_revision(), actor=current_user),
    )  # fmt: skip


@bp.get("/<int:category_id>/preview")
@signed_in
def preview(edition_id: int, category_id: int) -> str:
    """The whole sheet as a judge sees it; nothing can be sent from here."""
    edition = organizers_edition(edition_id)
    category = awards.get_category_or_404(edition, category_id)
    return render_template(
        "scoring/rubrics/sheet_preview.html", edition=edition, category=category, highest=_highest(category)
    )


@bp.route("/<int:category_id>/new/<kind>", methods=["GET", "POST"])
@signed_in
def new(edition_id: int, category_id: int, kind: str) -> Any:
    """Add a criterion of a kind."""
    edition = organizers_edition(edition_id)
    category = awards.get_category_or_404(edition, category_id)
    if kind not in list(CriterionKind):
        raise NotFound()
    blank = Criterion(id=0, code="", kind=CriterionKind(kind), name={}, guidance={}, choices=[], bands=[])
    blank.max_points, blank.step, blank.weight = rules.PASS * 10, rules.PASS, rules.PASS
    counting = {RoundKind.SCORING: CriterionKind.POINTS, RoundKind.PASS_FAIL: CriterionKind.PASS_FAIL}
    blank.counts = kind == counting.get(edition.judged_kind)
    return _edit(edition, category, blank)


@bp.route("/<int:category_id>/<int:criterion_id>", methods=["GET", "POST"])
@signed_in
def edit(edition_id: int, category_id: int, criterion_id: int) -> Any:
    """One criterion with its preview."""
    edition = organizers_edition(edition_id)
    category = awards.get_category_or_404(edition, category_id)
    return _edit(edition, category, _criterion(category, criterion_id))


def _criterion(category: Category, criterion_id: int) -> Criterion:
    found = next((one for one in category.criteria if one.id == criterion_id), None)
    if found is None:
        raise NotFound()
    return found


def _edit(edition: Edition, category: Category, criterion: Criterion) -> Any:
    errors: dict[str, str] = {}
    shown = criterion
    if request.method == "POST":
        given = _input(edition)
        values = criterion_from(given, criterion.kind, criterion.choices)
        shown = Criterion(id=criterion.id, code=criterion.code, kind=criterion.kind, **values)
        errors = given.errors
        if request.headers.get("X-Requested-With") == "preview":
            return render_template("scoring/rubrics/preview.html", criterion=shown)
        if not errors and "preview" not in request.form:
            try:
                _save(category, criterion, values)
            except PortalError as error:
                # What was typed stays in the page.
                errors = {"": str(error)}
            else:
                flash(_("The criterion is saved."), "success")
                return redirect(url_for(".rubric", edition_id=edition.id, category_id=category.id))
    else:
        authorize(policies.can_change_rubric(current_user, category))
    page = render_template(
        "scoring/rubrics/edit.html", edition=edition, category=category, criterion=shown, is_new=not criterion.id,
        errors=errors, round_kind=edition.judged_kind,
        locales=locales_of(edition), lines=min(MOST_LINES, len(shown.choices or shown.bands) + 3),
    )  # fmt: skip
    return page, 422 if errors and "preview" not in request.form else 200


def _save(category: Category, criterion: Criterion, values: dict[str, Any]) -> None:
    if criterion.id:
        rubrics.change(category, criterion.id, values, revision=_revision(), actor=current_user)
        return
    taken = {one.code for one in category.criteria}
    code = free_name(values["name"], taken, "criterion")[:LONGEST_CODE]
    rubrics.add(category, criterion.kind, {**values, "code": code}, revision=_revision(), actor=current_user)


@bp.post("/<int:category_id>/<int:criterion_id>/move")
@signed_in
def move(edition_id: int, category_id: int, criterion_id: int) -> Any:
    """Move a criterion one place up or down."""
    edition = organizers_edition(edition_id)
    category = awards.get_category_or_404(edition, category_id)
    steps = -1 if request.form.get("to") == "up" else 1
    return _do(
        edition, category, "",
        lambda: rubrics.move(category, criterion_id, steps, revision=_revision(), actor=current_user),
    )  # fmt: skip


@bp.route("/<int:category_id>/<int:criterion_id>/remove", methods=["GET", "POST"])
@signed_in
def remove(edition_id: int, category_id: int, criterion_id: int) -> Any:
    """Ask first: with a criterion goes what unfinished sheets say about it."""
    edition = organizers_edition(edition_id)
    category = awards.get_category_or_404(edition, category_id)
    criterion = _criterion(category, criterion_id)
    if request.method == "GET":
        authorize(policies.can_change_rubric(current_user, category))
        return render_template(
            "scoring/rubrics/remove.html", edition=edition, category=category, criterion=criterion,
            sheets=rubrics.given_to(criterion),
        )  # fmt: skip
    return _do(edition, category, _("The criterion is removed."), lambda: _removed(category, criterion_id))


def _removed(category: Category, criterion_id: int) -> None:
    count = rubrics.remove(category, criterion_id, revision=_revision(), actor=current_user)
    if count:
        flash(
            ngettext("What %(num)d unfinished sheet said about it is gone.",
                     "What %(num)d unfinished sheets said about it is gone.", count), "info"
        )  # fmt: skip


def _do(edition: Edition, category: Category, words: str, act: Any) -> Any:
    """Act, and say how it went on the page of the rubric."""
    try:
        act()
    except PortalError as error:
        flash(str(error), "error")
    else:
        if words:
            flash(words, "success")
    return redirect(url_for(".rubric", edition_id=edition.id, category_id=category.id))
