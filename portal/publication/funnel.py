"""Counting how far the works of an edition came, once, when its results are released."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from portal.awards.models import Category, Edition
from portal.core.db import db
from portal.judges.register import public_register
from portal.publication.statistics import Intake, public_statistics
from portal.screening.models import ScreeningOutcome
from portal.screening.queries import current_outcomes
from portal.submissions.models import Origin, Submission, SubmissionStatus


def statistics_of(edition: Edition, categories: list[Category], results: Mapping[str, Any]) -> dict[str, Any]:
    """The statistics of an edition as they are published, with the register of conflicts in numbers."""
    received = _received(edition)
    outcomes = current_outcomes(edition)
    accepted = Counter({one: n for (one, outcome, _why), n in outcomes.items() if outcome is ScreeningOutcome.ACCEPTED})
    judged = Counter(results.get("judged", {}).values())
    listed = Counter(one["category"] for one in results["shortlist"])
    honoured = Counter(one["category"] for one in results["shortlist"] if one["prize"])
    rows = [
        Intake(
            category=one.number,
            # What was judged was accepted and received, whatever was written down about it later.
            received=max(received[one.id], accepted[one.id], judged[one.number]),
            accepted=max(accepted[one.id], judged[one.number]),
            judged=judged[one.number],
            listed=listed[one.number],
            honoured=honoured[one.number],
        )
        for one in categories
    ]
    reasons: Counter[str] = Counter({one["code"]: 0 for one in edition.screening_reasons if one["kind"] == "refusal"})
    for (_category, outcome, why), number in outcomes.items():
        if outcome is ScreeningOutcome.REFUSED:
            reasons[why] += number
    labels = {one["code"]: one["label"] for one in edition.screening_reasons}
    found = public_statistics(rows, reasons)
    found["reasons"] = [{"label": labels.get(code, code), "count": n} for code, n in found["reasons"].items()]
    return {**found, "conflicts": public_register(edition, categories)}


def _received(edition: Edition) -> Counter[int]:
    """Works submitted and not withdrawn, by category; of a stub nothing is told, not even that it exists."""
    statement = (
        select(Submission.category_id, func.count())
        .where(Submission.edition_id == edition.id, Submission.status == SubmissionStatus.SUBMITTED)
        .where(Submission.origin != Origin.STUB, Submission.category_id.is_not(None))
        .group_by(Submission.category_id)
    )
    return Counter({int(category or 0): number for category, number in db.session.execute(statement)})
