"""Organizers' pages beside the ranking: the arithmetic of one work, and advice on a whole category."""

import math
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards import queries as awards
from portal.awards.console import chosen_category, organizers_edition
from portal.awards.models import Category
from portal.calibration.criteria import CriterionAgreement, agreement_by_criterion
from portal.core.access import signed_in
from portal.core.forms import page_number
from portal.core.pagination import PAGE_SIZE, Page
from portal.judges.visibility import hidden_submissions
from portal.scoring import queries
from portal.scoring.advice import MOST_SHEETS, Advice, advice_on
from portal.scoring.arithmetic import arithmetic_of
from portal.scoring.profile_words import words_of_agreement
from portal.scoring.reason_words import reason_words
from portal.scoring.sheet_points import table_of

bp = Blueprint("manage_advice", __name__)


@bp.get("/manage/editions/<int:edition_id>/ranking/<int:submission_id>")
@signed_in
def arithmetic(edition_id: int, submission_id: int) -> str:
    """How the official mean of one work comes about."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    work = queries.titles([submission_id]).get(submission_id)
    if work is None or work.edition_id != edition.id or work.id in hidden or work.category is None:
        raise NotFound()
    standings = queries.standings(edition, work.category.id, hidden)[work.category.id]
    return render_template(
        "scoring/arithmetic.html",
        edition=edition,
        work=work,
        category=work.category,
        found=arithmetic_of(edition, work),
        standing=next((one for one in standings if one.submission == work.id), None),
        count=len(standings),
        hidden=len(hidden),
    )


@bp.get("/manage/editions/<int:edition_id>/ranking/advice")
@signed_in
def advice(edition_id: int) -> str:
    """Calibrated scores, how sure they are, and how the judges agree; only what the data can carry."""
    edition = organizers_edition(edition_id)
    categories = awards.categories_of(edition)
    category = chosen_category(categories)
    hidden = hidden_submissions(current_user, edition)
    found = advice_on(category, hidden)
    number = page_number()
    works = _works(found, number) if found else Page([], 1, 0)
    return render_template(
        "scoring/advice.html",
        edition=edition,
        categories=categories,
        category=category,
        found=found,
        criteria=_criteria(found, category) if found else [],
        reasons=[reason_words(one) for one in found.analysis.gate.reasons] if found else [],
        page=works,
        titles=queries.titles([row["id"] for row in works.items]),
        judges=_judges(found) if found else [],
        changes=_changes(found) if found else [],
        hidden=len(hidden),
        most=MOST_SHEETS,
    )


def _criteria(found: Advice, category: Category) -> list[tuple[CriterionAgreement, Any, str]]:
    """How far the judges agree on each criterion, with its name and in plain words."""
    names = {str(one.id): one.name for one in category.criteria}
    listed = agreement_by_criterion(table_of(category, found.analysis.fit.scores))
    return [(one, names[one.criterion], words_of_agreement(one.krippendorff_alpha)) for one in listed]


def _works(found: Advice, number: int) -> Page:
    """One page of works in calibrated order."""
    analysis = found.analysis
    order = sorted(range(len(analysis.calibrated_rank)), key=lambda one: (analysis.calibrated_rank[one], one))
    number = min(number, max(1, -(-len(order) // PAGE_SIZE)))
    group = {one: n for n, listed in enumerate(analysis.tie_groups, start=1) for one in listed}
    rows = [_work(found, one, group.get(one)) for one in order[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
    return Page(rows, number, len(order))


def _work(found: Advice, one: int, group: int | None) -> dict[str, Any]:
    analysis = found.analysis
    scores = analysis.fit.scores
    known = not math.isnan(analysis.fit.residual)
    return {
        "id": found.submission(one),
        "number": found.submissions[found.submission(one)],
        "rank": int(analysis.calibrated_rank[one]),
        "official": int(analysis.raw_rank[one]),
        "mean": _points(scores.raw[one]),
        "calibrated": _points(analysis.fit.calibrated[one]),
        "error": _points(analysis.submission_errors[one]) if known else None,
        "low": int(analysis.ranks.low[one]) if known else 1,
        "high": int(analysis.ranks.high[one]) if known else len(scores.submissions),
        "chance": float(analysis.ranks.p_top[one]) if known else 0.0,
        "group": group,
    }


def _points(value: Any) -> Decimal | None:
    """A figure as pages show it; None where nothing is known."""
    return None if math.isnan(value) else Decimal(f"{value:.2f}")


def _judges(found: Advice) -> list[dict[str, Any]]:
    """The judges, the strictest first."""
    analysis = found.analysis
    order = sorted(range(len(analysis.judge_errors)), key=lambda one: float(analysis.fit.generosity[one]))
    return [
        {
            "name": found.judges[found.judge(one)],
            "sheets": int(analysis.fit.scores.loads[one]),
            "severity": _points(-analysis.fit.generosity[one]),
            "error": _points(analysis.judge_errors[one]),
            "spread": _points(analysis.spread_ratio[one]),
        }
        for one in order[:200]
    ]


def _changes(found: Advice) -> list[dict[str, Any]]:
    """Judges without whom other works would be among the first."""
    return [
        {
            "judge": found.judges[found.judge(one.judge)],
            "enters": [found.submissions[found.submission(place)] for place in one.enters],
            "leaves": [found.submissions[found.submission(place)] for place in one.leaves],
        }
        for one in found.analysis.leave_one_judge_out
        if one.enters or one.leaves
    ][:50]
