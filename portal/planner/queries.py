"""What the portal knows that a plan can begin from: the size of a category, and how judges scored before."""

from typing import Any

from sqlalchemy import select

from portal.awards import queries as awards
from portal.awards.models import Category, Edition
from portal.calibration.gate import Reason
from portal.calibration.scores import scores_of
from portal.calibration.simulation import Habits
from portal.core.db import db
from portal.judges.queries import panel_sizes
from portal.planner.assumptions import learn, pooled
from portal.planner.plans import MOST_IN_STAGE, MOST_JUDGES, MOST_SUBMISSIONS
from portal.publication.models import Publication
from portal.scoring.advice import MOST_SHEETS, finished_sheets
from portal.screening.queries import count_accepted

EXPECTED, PANEL = 50, 9
"""What is proposed while nothing has come in and nobody is seated."""


def beginnings(edition: Edition, category: Category, hidden: frozenset[int]) -> dict[str, Any]:
    """The inputs as the category stands now."""
    submissions = min(count_accepted(edition, hidden).get(category.id, 0) or EXPECTED, MOST_SUBMISSIONS)
    judges = min(max(panel_sizes(edition).get(category.id, 0) or PANEL, category.judges_per_submission), MOST_JUDGES)
    return {
        "submissions": max(submissions, 2),
        "judges": max(judges, 2),
        "prizes": min(category.prize_cap, max(submissions, 2) - 1) or 1,
        "first": min(category.judges_per_submission, MOST_IN_STAGE),
    }


def finished_editions(limit: int = 20) -> list[Edition]:
    """Editions whose results are public, the newest first."""
    published = select(Publication.edition_id)
    statement = select(Edition).where(Edition.id.in_(published)).order_by(Edition.year.desc(), Edition.id.desc())
    return list(db.session.scalars(statement.limit(limit)))


def learned_from(edition: Edition, hidden: frozenset[int]) -> Habits | tuple[Reason, ...]:
    """How judges differed in the categories whose sheets can carry it; else the reasons of the largest category."""
    found: list[tuple[Habits, int]] = []
    refused: list[tuple[int, tuple[Reason, ...]]] = []
    for category in awards.categories_of(edition):
        rows = finished_sheets(category, hidden)
        if not rows or len(rows) > MOST_SHEETS:
            continue
        one = learn(scores_of([(str(row[0]), str(row[2]), row[4]) for row in rows]))
        if isinstance(one, Habits):
            found.append((one, len(rows)))
        else:
            refused.append((len(rows), one))
    if found:
        return pooled(found)
    return max(refused, key=lambda one: one[0], default=(0, ()))[1]
