"""Judges' page before anybody is assigned: their field, and what they would gladly read."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.assignments import preferences
from portal.assignments.forms import FieldForm
from portal.assignments.models import PreferenceAnswer
from portal.awards import queries as awards
from portal.awards.models import Edition
from portal.core.access import signed_in
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.whole_numbers import whole
from portal.judges.models import Judge
from portal.judges.projection import seen_by_judge
from portal.judges.queries import judge_of_user
from portal.submissions.queries import latest_contents

bp = Blueprint("preferences", __name__)
ANSWERS = {one.value: one for one in PreferenceAnswer}


def _judge(edition_id: int) -> tuple[Edition, Judge]:
    edition = awards.get_edition_or_404(edition_id)
    judge = judge_of_user(edition.id, current_user)
    if judge is None:
        abort(404)
    g.time_zone = edition.time_zone
    return edition, judge


@bp.route("/judging/preferences/<int:edition_id>", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """The works of one's panels: title, organisations and summary, and whether one would read them."""
    edition, judge = _judge(edition_id)
    page = paginate(preferences.open_works(judge, edition), page_number(), size=20)
    if request.method == "POST":
        shown = {one.id for one in page.items} & set(request.form.getlist("shown", type=whole))
        answers = {one: ANSWERS.get(request.form.get(f"work-{one}", "")) for one in shown}
        count = preferences.say(judge, answers, actor=current_user)
        flash(ngettext("%(num)d answer is kept.", "%(num)d answers are kept.", count), "success")
        return redirect(url_for(".index", edition_id=edition.id, page=page.number))
    contents, judged_in = latest_contents([one.id for one in page.items]), awards.scoring_round(edition)
    return render_template(
        "assignments/preferences.html",
        edition=edition,
        page=page,
        works=[(one.id, seen_by_judge(one, contents[one.id], judged_in)) for one in page.items if one.id in contents],
        said=preferences.said(judge, [one.id for one in page.items]),
        judge=judge,
    )


@bp.route("/judging/field/<int:edition_id>", methods=["GET", "POST"])
@signed_in
def field(edition_id: int) -> Any:
    """One's own field in words: what works are compared with when judges are proposed."""
    edition, judge = _judge(edition_id)
    form = FieldForm(expertise=", ".join(judge.expertise), about=judge.about)
    if form.validate_on_submit():
        words = [word for part in (form.expertise.data or "").split(",") if (word := part.strip())]
        preferences.describe(judge, expertise=words, about=form.about.data or "", actor=current_user)
        flash(_("Your field is kept."), "success")
        return redirect(url_for("scoring.index"))
    return render_template("assignments/field.html", edition=edition, form=form)
