"""Organizers' page of settled pairs: who must have a work, and who must not."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.assignments import pair_rules
from portal.assignments.forms import PairRuleForm
from portal.assignments.models import PairRuleKind
from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.forms import choices, page_number
from portal.core.pagination import paginate
from portal.judges.conflicts import find_submission
from portal.judges.queries import get_judge_or_404, names_of_judges
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_rules", __name__)


@bp.route("/manage/editions/<int:edition_id>/assignments/rules", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The settled pairs, and settling one more."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    form = PairRuleForm()
    form.judge.choices = choices(names_of_judges(edition))
    if form.validate_on_submit() and _settled(edition, form, hidden):
        flash(_("The pair is settled; the next run keeps to it."), "success")
        return redirect(url_for(".index", edition_id=edition.id))
    page = paginate(pair_rules.list_rules(edition, hidden), page_number())
    return render_template("assignments/rules.html", edition=edition, page=page, form=form, hidden=len(hidden))


def _settled(edition: Edition, form: PairRuleForm, hidden: frozenset[int]) -> bool:
    submission = find_submission(edition, form.number.data or "")
    if submission is None or submission.id in hidden:
        form.number.errors = [_("There is no dossier with this number in this edition")]
        return False
    judge, kind = get_judge_or_404(edition, form.judge.data), PairRuleKind(form.kind.data)
    try:
        pair_rules.settle(judge, submission, kind=kind, reason=form.reason.data or "", actor=current_user)
    except PortalError as error:
        form.form_errors.append(str(error))
        return False
    return True


@bp.post("/manage/editions/<int:edition_id>/assignments/rules/<int:rule_id>/lift")
@signed_in
def lift(edition_id: int, rule_id: int) -> Any:
    """Leave a pair to the solver again."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    pair_rules.lift(pair_rules.get_rule_or_404(edition, rule_id, hidden), actor=current_user)
    flash(_("The pair is left to the solver again."), "success")
    return redirect(url_for(".index", edition_id=edition.id))
