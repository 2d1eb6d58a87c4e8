"""Deadline day: to the second, with a grace for uploads on their way, more time with a reason, and reminders."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.attachments.models import AttachmentState
from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db, transaction
from portal.jobs import service as jobs
from portal.jobs.models import Job
from portal.notifications.models import Email
from portal.submissions import deadlines, policies, rules, service
from tests.factories import add_file, make_draft, make_edition, make_organizer, make_secretary, make_submission
from tests.moments import DAY, NOW, SECOND

HOUR = timedelta(hours=1)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def set_clock(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(NOW)
    return set_clock


@pytest.fixture
def edition(app, at):
    return make_edition(closes_at=NOW + 10 * DAY)


def letters(topic):
    return [email.recipient for email in db.session.scalars(select(Email).order_by(Email.id)) if email.topic == topic]


def test_more_time_for_all_moves_the_call_and_tells_everybody_once(edition, at):
    organizer, draft = make_organizer(edition), make_draft(edition=edition)
    make_draft(owner=draft.owner, edition=edition)
    make_submission(edition=edition)

    deadlines.extend(edition, until=NOW + 12 * DAY, reason="Mạng bị đứt", actor=organizer)
    jobs.run_pending()

    assert draft.deadline == NOW + 12 * DAY
    assert len(letters("deadline_extended")) == 2
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "deadline.extended"))
    assert event.details["reason"] == "Mạng bị đứt"
    assert event.details["before"] == (NOW + 10 * DAY).isoformat()


def test_more_time_for_a_category_leaves_the_others_closed(edition, at):
    first, second = edition.categories
    mine, others, unsure = (make_draft(edition=edition) for _ in range(3))
    service.save_work(others, category=second, title="a", summary="b", organisation="", actor=others.owner)
    service.save_work(unsure, category=None, title="a", summary="b", organisation="", actor=unsure.owner)
    deadlines.extend(
        edition, category=first, until=NOW + 11 * DAY, reason="Máy chủ của sở hỏng", actor=make_organizer(edition)
    )
    at(NOW + 10 * DAY + HOUR)

    allowed = [bool(policies.can_edit(one.owner, one, clock.now())) for one in (mine, others, unsure)]

    assert allowed == [True, False, True]
    assert deadlines.open_categories(unsure, edition.categories, clock.now()) == [first]
    assert policies.can_start(mine.owner, edition, clock.now())
    assert not policies.can_start(mine.owner, edition, NOW + 11 * DAY)
    jobs.run_pending()
    assert sorted(letters("deadline_extended")) == sorted([mine.owner.email, unsure.owner.email])


def test_more_time_for_one_is_nobody_elses(edition, at):
    mine, other = make_draft(edition=edition), make_draft(edition=edition)
    add_file(mine)
    deadlines.extend(edition, submission=mine, until=NOW + 11 * DAY, reason="Nằm viện", actor=make_organizer(edition))
    at(NOW + 11 * DAY - SECOND)

    assert policies.can_edit(mine.owner, mine, clock.now())
    assert not policies.can_edit(other.owner, other, clock.now())
    assert service.submit(mine, actor=mine.owner).number == 1
    at(NOW + 11 * DAY)
    assert not policies.can_edit(mine.owner, mine, clock.now())


@pytest.mark.parametrize(
    ("until", "reason", "error"),
    [
        (NOW + 9 * DAY, "Vì", deadlines.NotLaterError),
        (NOW + 10 * DAY, "Vì", deadlines.NotLaterError),
        (NOW + 11 * DAY, "  ", deadlines.ExtensionReasonError),
    ],
)
def test_nobodys_time_is_shortened_and_every_extension_has_a_reason(edition, until, reason, error):
    with pytest.raises(error):
        deadlines.extend(edition, until=until, reason=reason, actor=make_organizer(edition))

    assert edition.closes_at == NOW + 10 * DAY


def test_upload_caught_by_the_bell_may_finish_and_be_submitted(app, edition, at):
    draft = make_draft(edition=edition)
    at(edition.closes_at - SECOND)
    attachment = add_file(draft)
    with transaction():
        attachment.state, attachment.completed_at = AttachmentState.UPLOADING, None
    at(edition.closes_at + SECOND)

    assert not policies.can_edit(draft.owner, draft, clock.now())
    assert policies.can_finish(draft.owner, draft, clock.now())
    with transaction():
        attachment.state, attachment.completed_at = AttachmentState.READY, clock.now()
    late = edition.closes_at + timedelta(seconds=app.config["UPLOAD_GRACE_SECONDS"])
    assert service.problems_of(draft, late - SECOND) == []
    assert service.problems_of(draft, late) == [rules.Problem.CALL_CLOSED]
    with pytest.raises(service.ClosedError):
        service.save_page(draft, "effect", {"effect": "Sửa sau hạn"}, actor=draft.owner)
    assert service.submit(draft, actor=draft.owner).number == 1


def test_without_an_upload_on_its_way_there_is_no_grace(edition, at):
    draft = make_draft(edition=edition)
    add_file(draft)
    at(edition.closes_at)

    assert not policies.can_finish(draft.owner, draft, clock.now())
    assert service.problems_of(draft, clock.now()) == [rules.Problem.CALL_CLOSED]


def test_file_pages_stay_reachable_in_the_grace(client, edition, at):
    draft = make_draft(edition=edition)
    attachment = add_file(draft)
    with transaction():
        attachment.created_at, attachment.completed_at = edition.closes_at - HOUR, edition.closes_at + SECOND
    client.sign_in(draft.owner)
    at(edition.closes_at + 2 * SECOND)

    page = client.get(f"/submissions/{draft.id}/files/description").get_data(as_text=True)

    assert "may still finish" in page
    assert 'type="file"' not in page
    assert client.get(f"/submissions/{draft.id}").status_code == 200
    assert client.get(f"/submissions/{draft.id}/check").status_code == 200
    assert client.get(f"/submissions/{draft.id}/work").status_code == 403


@pytest.mark.parametrize("hours", rules.REMINDERS)
def test_owner_of_an_unfinished_draft_is_reminded_once_each_time(edition, at, hours):
    draft = make_draft(edition=edition)
    make_submission(edition=edition)
    moment = edition.closes_at - timedelta(hours=hours)

    assert deadlines.remind(moment - SECOND) == int(hours != rules.REMINDERS[0])
    before = len(letters("deadline_near"))
    assert deadlines.remind(moment) == 1
    assert deadlines.remind(moment + SECOND) == 0
    assert letters("deadline_near")[before:] == [draft.owner.email]


def test_moved_deadline_is_reminded_of_again(edition, at):
    draft = make_draft(edition=edition)
    assert deadlines.remind(edition.closes_at - HOUR) == 1

    deadlines.extend(edition, submission=draft, until=NOW + 20 * DAY, reason="Vì", actor=make_organizer(edition))

    assert deadlines.remind(NOW + 20 * DAY - HOUR) == 1


@given(st.integers(-400, 400), st.integers(0, 800))
def test_reminder_is_the_nearest_span_that_the_draft_has_lived_through(left, age):
    deadline = NOW + left * HOUR
    due = rules.due_reminder(deadline, deadline - age * HOUR, NOW)

    spans = [span for span in rules.REMINDERS if left <= span] if left > 0 else []
    assert due == (min(spans) if spans and age >= min(spans) else None)


def test_worker_queues_reminders_every_ten_minutes(app, at):
    due = [jobs.queue_periodic(NOW + timedelta(minutes=minutes)) for minutes in (0, 9, 10)]
    assert ["submissions.remind" in names for names in due] == [True, False, True]
    assert db.session.query(Job).filter_by(name="submissions.remind").count() == 2


def test_organizer_moves_a_deadline_on_the_page(client, edition):
    draft = make_draft(edition=edition)
    client.sign_in(make_organizer(edition))
    db.session.commit()
    address = f"/manage/editions/{edition.id}/deadlines"
    sent = {"scope": "one", "email": draft.owner.email.upper(), "until": "2026-03-20T17:00", "reason": "Nằm viện"}

    assert client.post_form(address, {**sent, "email": "nobody@example.com"}).status_code == 422
    assert client.post_form(address, {**sent, "reason": ""}).status_code == 422
    assert client.post_form(address, {**sent, "until": "2020-01-01T00:00"}).status_code == 422
    assert client.post_form(address, sent).location == address

    assert draft.deadline.isoformat() == "2026-03-20T10:00:00+00:00"
    assert "Nằm viện" in client.get(address).get_data(as_text=True)


def test_secretary_may_not_move_deadlines(client, edition):
    client.sign_in(make_secretary(edition.categories[0]))

    assert client.get(f"/manage/editions/{edition.id}/deadlines").status_code == 403
