"""When a round is due: organizers set and move it, and judges with unfinished sheets hear of it in time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.assignments import publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.audit.models import AuditEvent
from portal.awards.preset_words import RoundKind
from portal.core import clock
from portal.core.db import db
from portal.judges.models import Conflict, ConflictKind, ConflictSource, ConflictState
from portal.notifications.models import Email
from portal.scoring import due
from tests.factories import make_accepted, make_edition, make_organizer, make_panel
from tests.html_client import counting_queries
from tests.scoring.test_matrix import begin

DAY = timedelta(days=1)


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def works(edition, organizer):
    make_panel(edition, organizer, 3)
    made = make_accepted(edition, organizer, 1)
    publishing.publish(assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer), actor=organizer)
    return made


def letters(topic):
    return list(db.session.scalars(select(Email.recipient).where(Email.topic == topic).order_by(Email.id)))


def acts():
    statement = select(AuditEvent.action).where(AuditEvent.subject_type == "Round").order_by(AuditEvent.sequence)
    return list(db.session.scalars(statement))


def test_judges_with_unfinished_sheets_are_reminded_once_before_each_span(edition, organizer, works):
    at = clock.now() + 10 * DAY
    due.set_due(edition.rounds[0], at=at, reason="", actor=organizer)
    conflicted, waiting = active_assignments(edition)
    db.session.add(
        Conflict(
            user_id=conflicted.judge.user_id, submission_id=works[0].id,
            kind=ConflictKind.OTHER, state=ConflictState.OPEN, evidence="x",
            source=ConflictSource.RULE, created_at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()

    counts = [due.remind(at - span) for span in (4 * DAY, 3 * DAY, 2 * DAY, DAY, DAY / 2, 0 * DAY)]

    assert counts == [0, 1, 0, 1, 0, 0]
    assert letters("round_due") == [waiting.judge.user.email] * 2
    assert acts() == ["round_due.set", "judges.reminded", "judges.reminded"]


def test_moving_a_set_day_needs_a_reason_and_tells_those_who_have_not_finished(edition, organizer, works):
    found, now = edition.rounds[0], clock.now()
    due.set_due(found, at=now + 5 * DAY, reason="", actor=organizer)
    begin(active_assignments(edition)[0], finish=True)
    for at, reason in ((now + 2 * DAY, " "), (now - DAY, "Vì lễ"), (now + 5 * DAY, "Vì lễ")):
        with pytest.raises(due.DueRefusedError):
            due.set_due(found, at=at, reason=reason, actor=organizer)

    told = due.set_due(found, at=now + 2 * DAY, reason="Lễ dời ngày", actor=organizer)

    assert (told, len(letters("round_moved")), found.due_at) == (1, 1, now + 2 * DAY)
    assert due.remind(clock.now()) == 0
    assert due.remind(now + 1.5 * DAY) == 1
    assert acts() == ["round_due.set", "round_due.moved", "judges.reminded"]


def test_a_round_of_ballots_has_no_due_day(edition, organizer):
    ballot = edition.rounds[0]
    ballot.kind = RoundKind.BALLOT
    db.session.commit()

    with pytest.raises(due.DueRefusedError):
        due.set_due(ballot, at=clock.now() + DAY, reason="", actor=organizer)


def test_the_day_is_set_in_the_console_and_shown_on_the_list_of_a_judge(edition, organizer, works, client):
    found = edition.rounds[0]
    page = f"/manage/editions/{edition.id}/rounds"
    judge = active_assignments(edition)[0].judge.user
    client.sign_in(judge)
    with counting_queries() as before:
        client.get("/judging")
    refused = client.get(page).status_code

    client.sign_in(organizer)
    shown = client.get(page).status_code
    empty = client.post_form(page, {"round": found.id, f"round-{found.id}-due_at": ""})
    set_it = client.post_form(page, {"round": found.id, f"round-{found.id}-due_at": "2099-09-02T17:00"})
    unsaid = client.post_form(page, {"round": found.id, f"round-{found.id}-due_at": "2099-09-03T17:00"})
    client.sign_in(judge)
    with counting_queries() as after:
        listed = client.get("/judging").text

    assert (refused, shown, empty.status_code, set_it.status_code, unsaid.status_code) == (403, 200, 422, 302, 422)
    db.session.refresh(found)
    assert found.due_at == datetime(2099, 9, 2, 10, tzinfo=UTC)
    assert listed.count("17:00, ") == 1
    assert len(after) == len(before)
