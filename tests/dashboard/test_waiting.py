"""The overview names what waits for its reader, and nothing of works in conflict."""

from datetime import date

import pytest

from portal.comments.models import CommentKind
from portal.core import clock
from portal.core.db import db
from portal.dashboard.waiting import Waiting, waiting_for
from portal.decisions import release, service
from portal.judges.visibility import hidden_submissions
from portal.replications.models import AdoptionState
from tests.comments.test_service import DAY, say
from tests.comments.voices import make_period, make_shortlisted
from tests.factories import make_edition, make_judged, make_organizer, make_secretary, make_user
from tests.html_client import counting_queries
from tests.replications.winners import make_winner, reported

TWO = {"edition": {"locales": ["vi"]}, "contact": {}, "decision": {"second_person": True}}
NOTHING = Waiting(0, 0, 0, 0, None, 0, 0)


def waits(user, edition, categories=None, now=None):
    return waiting_for(user, edition, categories, hidden_submissions(user, edition), now or clock.now())


@pytest.fixture
def voiced(app):
    edition, organizer, works = make_shortlisted()
    period = make_period(edition, organizer)
    say(period, works[0], CommentKind.COMMENT)
    claim = say(period, works[0], CommentKind.OBJECTION).claim
    return edition, organizer, works[0], claim


def test_comments_and_objections_wait_and_become_overdue(voiced):
    edition, organizer, work, claim = voiced
    secretary = make_secretary(work.category)

    assert waits(organizer, edition) == Waiting(0, 1, 1, 0, claim.due_at, 0, 0)
    assert waits(organizer, edition, now=claim.due_at) == Waiting(0, 1, 0, 1, None, 0, 0)
    assert waits(secretary, edition, [work.category_id]) == Waiting(0, 1, 0, 0, None, 0, 0)
    assert waits(secretary, edition, []) == NOTHING


def test_whoever_has_part_in_a_work_learns_nothing_of_it(voiced):
    edition, _organizer, work, _claim = voiced

    assert waiting_for(make_user(), edition, None, frozenset({work.id}), clock.now()) == NOTHING


def test_a_decision_waits_for_the_other_person_alone(app):
    edition = make_edition(prize_cap=4, rules=TWO)
    first, second = make_organizer(edition), make_organizer(edition)
    works = make_judged(edition, first, [[95, 97], [90, 92]])
    service.make_shortlist(edition, actor=first)
    release.prepare(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="7/QĐ", signatory="Chủ tịch",
        decided_on=date(2026, 5, 2), actor=first,
    )  # fmt: skip

    assert (waits(first, edition).proposals, waits(second, edition).proposals) == (0, 1)
    assert waiting_for(second, edition, None, frozenset({works[1].id}), clock.now()).proposals == 0


def test_adoptions_wait_once_their_author_has_confirmed_them(app):
    edition, organizer, work = make_winner()
    adoption = reported(work)
    before = waits(organizer, edition).adoptions
    adoption.state = AdoptionState.CONFIRMED
    db.session.commit()

    assert (before, waits(organizer, edition).adoptions) == (0, 1)


def test_the_overview_names_them_within_its_statements(voiced, client):
    edition, organizer, _work, claim = voiced
    client.sign_in(organizer)

    with counting_queries() as statements:
        page = client.get_text(f"/manage/editions/{edition.id}")
    claim.due_at = clock.now() - DAY
    db.session.commit()
    late = client.get_text(f"/manage/editions/{edition.id}")

    assert "Public comments to moderate" in page
    assert "Objections to answer, the first by" in page
    assert "Objections overdue for an answer" in late
    assert len(statements) <= 15
