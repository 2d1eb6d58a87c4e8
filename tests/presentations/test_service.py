"""Planning, announcing and running a session."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.notifications.models import Email
from portal.presentations import queries, rules, service
from portal.presentations.models import PresentationSlot
from tests.factories import make_accepted, make_edition, make_organizer
from tests.presentations.sittings import PLAN, make_session

pytestmark = pytest.mark.usefixtures("app")

SILENT = {"synchronize_session": False}


@pytest.fixture
def organizer(app):
    edition = make_edition()
    person = make_organizer(edition)
    make_accepted(edition, person, 3)
    return person, edition


def numbers(session):
    return [slot.submission.number for slot in session.slots]


def test_slots_are_filled_by_number_or_by_a_lot_that_can_be_drawn_again(organizer):
    person, edition = organizer
    session = make_session(edition, person)
    ordered = numbers(session)
    for slot in list(session.slots):
        service.remove_slot(slot, actor=person)

    assert service.fill(session, seed="Kỳ họp 1", actor=person) == 3
    works = [slot.submission_id for slot in session.slots]

    assert ordered == sorted(ordered)
    assert works == rules.drawn(works, "Kỳ họp 1")
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (last.action, last.details["seed"], last.details["order"]) == ("presentations.ordered", "Kỳ họp 1", works)


def test_work_has_one_slot_in_a_round(organizer):
    person, edition = organizer
    session = make_session(edition, person)
    other = service.add_session(edition.categories[0], edition.rounds[0], PLAN, actor=person)

    with pytest.raises(service.NotWaitingError):
        service.add_slot(other, session.slots[0].submission_id, actor=person)
    assert service.fill(other, seed="", actor=person) == 0


def test_slots_move_by_steps_but_not_past_what_was_presented(organizer):
    person, edition = organizer
    session = make_session(edition, person)
    first, second, third = session.slots

    service.move_slot(third, -1, actor=person)
    assert [one.id for one in session.slots] == [first.id, third.id, second.id]
    assert [one.position for one in session.slots] == [1, 2, 3]
    service.start(first, actor=person)
    with pytest.raises(service.BegunError):
        service.move_slot(third, -1, actor=person)
    with pytest.raises(service.BegunError):
        service.remove_slot(first, actor=person)


def test_letters_go_to_those_who_know_otherwise(organizer):
    person, edition = organizer
    session = make_session(edition, person)
    first, second, third = session.slots

    def letters():
        statement = select(Email.user_id).where(Email.topic == "presentation_announced").order_by(Email.id)
        return list(db.session.scalars(statement))

    owners = [slot.submission.owner_id for slot in (first, second, third)]
    assert service.announce(session, actor=person) == 3
    assert service.announce(session, actor=person) == 0
    service.move_slot(third, -1, actor=person)
    assert service.announce(session, actor=person) == 2
    service.change_session(session, replace(PLAN, place="Hội trường B"), actor=person)
    assert service.announce(session, actor=person) == 3

    assert letters() == [*owners, owners[2], owners[1], owners[0], owners[2], owners[1]]
    newest = db.session.scalars(select(Email).order_by(Email.id.desc()).limit(1)).one()
    assert "Hội trường B" in newest.body_text
    assert "/calendar.ics" in newest.body_text
    assert newest.subject.startswith("New time or place")


def test_beginning_the_next_ends_the_one_before(organizer):
    person, edition = organizer
    session = make_session(edition, person)
    first, second, _third = session.slots

    service.start(first, actor=person)
    service.start(second, actor=person)

    assert first.finished_at == second.started_at
    assert rules.present_and_next(session.slots)[0] is second
    with pytest.raises(service.BegunError):
        service.start(first, actor=person)
    service.finish(second, actor=person)
    over = second.finished_at
    service.finish(second, actor=person)
    assert second.finished_at == over


def test_announced_session_stays(organizer):
    person, edition = organizer
    session = make_session(edition, person)
    service.announce(session, actor=person)

    with pytest.raises(service.BegunError):
        service.remove_session(session, actor=person)

    other = service.add_session(edition.categories[0], edition.rounds[0], PLAN, actor=person)
    service.remove_session(other, actor=person)
    assert [one.id for one in queries.sessions_of(edition.categories[0])] == [session.id]


def test_slot_that_was_taken_out_meanwhile_is_not_begun(organizer):
    person, edition = organizer
    session = make_session(edition, person)
    gone = session.slots[1]
    # Another window takes it out while this one still holds it.
    db.session.execute(delete(PresentationSlot).where(PresentationSlot.id == gone.id), execution_options=SILENT)

    with pytest.raises(service.GoneError):
        service.start(gone, actor=person)


def test_session_holds_only_so_many(organizer, monkeypatch):
    person, edition = organizer
    monkeypatch.setattr(rules, "MOST_SLOTS", 2)
    session = make_session(edition, person, replace(PLAN, starts_at=PLAN.starts_at + timedelta(days=1)))

    assert len(session.slots) == 2
    with pytest.raises(service.FullError):
        service.add_slot(session, queries.works_without_slot(session)[0].id, actor=person)
