"""The organizers' page of the planner: how many judges for each work, and what may be expected of it."""

from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards import queries as awards
from portal.awards.console import chosen_category
from portal.awards.models import Category, Edition
from portal.calibration.simulation import Habits
from portal.core.access import authorize, signed_in
from portal.core.forms import choices
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions
from portal.planner import policies, queries
from portal.planner.assumptions import HABITS, Strictness, scale_of
from portal.planner.comparison import LEAST_KEPT, Comparison, Measure, compare
from portal.planner.forms import STRICTNESS_LABELS, PlanForm
from portal.scoring.reason_words import reason_words

bp = Blueprint("planner", __name__)
USUAL = {"minutes": 30, "assume": Strictness.MODERATE.value, "wanted": 80}
LEARNED = "edition-"


@bp.get("/manage/editions/<int:edition_id>/planner")
@limiter.limit("40/minute")
@signed_in
def index(edition_id: int) -> str:
    """The question with what is known filled in; asked in the address, the plans that answer it."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(policies.can_plan(current_user, edition))
    g.time_zone = edition.time_zone
    categories = awards.categories_of(edition)
    category = _category(categories)
    asked = "submissions" in request.args
    known = {} if asked else queries.beginnings(edition, category, hidden_submissions(current_user, edition))
    form = PlanForm(request.args if asked else None, data={**USUAL, **known})
    learnable = [one for one in queries.finished_editions() if policies.can_learn_from(current_user, one)]
    form.assume.choices = _assumptions(learnable)
    habits = _habits(form, learnable) if asked and form.validate() else None
    found = _compared(form, category, habits) if isinstance(habits, Habits) else None
    measure, wanted = Measure(form.measure.data) if found else Measure.RELIABILITY, (form.wanted.data or 0) / 100
    return render_template(
        "planner/index.html",
        edition=edition,
        categories=categories,
        category=category,
        form=form,
        found=found,
        habits=habits,
        why_not=[reason_words(one) for one in habits] if isinstance(habits, tuple) else None,
        measure=measure,
        wanted=wanted,
        best=found.cheapest(measure, wanted) if found else None,
        least_kept=LEAST_KEPT,
    )


def _category(categories: list[Category]) -> Category:
    """The one asked for, or the first."""
    return chosen_category(categories)


def _assumptions(learnable: list[Edition]) -> Any:
    learned = [
        (f"{LEARNED}{one.id}", _("As judges scored in %(code)s, %(year)d", code=one.code, year=one.year))
        for one in learnable
    ]
    return choices([*((one.value, label) for one, label in STRICTNESS_LABELS.items()), *learned])


def _habits(form: PlanForm, learnable: list[Edition]) -> Habits | tuple[Any, ...]:
    """What is assumed; reasons where the edition to learn from cannot tell."""
    chosen = str(form.assume.data)
    if not chosen.startswith(LEARNED):
        return HABITS[Strictness(chosen)]
    edition = next(one for one in learnable if f"{LEARNED}{one.id}" == chosen)
    return queries.learned_from(edition, hidden_submissions(current_user, edition))


def _compared(form: PlanForm, category: Category, habits: Habits) -> Comparison:
    counting = [one for one in category.criteria if one.counts]
    scales = [scale_of(float(one.max_points * one.weight), float(one.step * one.weight)) for one in counting]
    return compare(form.contest(), form.plan(), habits, scales)
