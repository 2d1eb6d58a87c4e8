"""Standings are kept while nothing can have changed them, and never longer."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.assignments.models import Assignment
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.scoring import service as scoring
from portal.scoring.kept_standings import standings_of
from portal.scoring.models import Scoresheet
from tests.factories import make_edition, make_judged, make_organizer, make_submission
from tests.html_client import counting_queries

pytestmark = pytest.mark.usefixtures("app")


def test_standings_are_computed_anew_after_acts_that_may_change_them_and_only_then():
    edition = make_edition()
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[90, 92], [80, 82]])
    category = edition.categories[0].id

    def seen():
        db.session.flush()
        with counting_queries() as statements:
            means = [one.mean for one in standings_of(edition, category)]
        return means, len(statements)

    first, _many = seen()
    again = seen()
    make_submission(edition=edition)
    after_intake, _few = seen()
    sheet = db.session.scalar(select(Scoresheet).join(Assignment).where(Assignment.submission_id == works[0].id))
    scoring.reopen(sheet, reason="Nhầm", actor=organizer)
    reopened, _many = seen()
    judge, points = sheet.assignment.judge.user, {one.id: Decimal(40) for one in edition.categories[0].criteria}
    scoring.save_scoresheet(
        sheet.assignment, points=points, comments={}, comment_for_author="", private_note="", actor=judge
    )
    scoring.finish(sheet, actor=judge)
    finished, _many = seen()
    judges.declare_conflict(judge, works[0], kind=ConflictKind.RELATIVE, evidence="Em", actor=judge)
    barred, _many = seen()

    assert first == [91, 81]
    assert again == (first, 1)
    assert after_intake == first
    assert reopened == [81, None]
    # The other sheet of the work says 90 or 92, as the solver dealt them.
    assert finished in ([85, 81], [86, 81])
    assert barred == [81, None]


def test_standings_with_something_hidden_are_kept_apart():
    edition = make_edition()
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[90, 92], [80, 82]])
    category = edition.categories[0].id

    whole = [one.submission for one in standings_of(edition, category)]
    rest = [one.submission for one in standings_of(edition, category, frozenset({works[0].id}))]

    assert (whole, rest) == ([works[0].id, works[1].id], [works[1].id])
