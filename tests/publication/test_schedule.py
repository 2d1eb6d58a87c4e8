"""A planned release happens at its moment, once, and says so in the audit log."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.accounts import service as accounts
from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.core.digest import spelled_parts
from portal.decisions.models import ListEntry
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.notifications.models import Email
from portal.publication import failures, schedule, service, soundness
from portal.publication.models import PlanState, Publication, ReleasePlan
from portal.publication.soundness import UnsoundResultsError
from portal.transparency.heads import HeadKind
from portal.transparency.service import seal
from tests.factories import make_organizer
from tests.publication.stages import make_decided

HOUR = timedelta(hours=1)
letters = select(Email.recipient).where(Email.topic == "release_failed").order_by(Email.id)


@pytest.fixture
def decided(app):
    return make_decided()


def planned_in(decided, after=HOUR):
    return schedule.plan(decided.decision, at=clock.now() + after, actor=decided.organizer)


def test_organizer_in_conflict_neither_publishes_nor_plans_nor_holds_back(client, decided):
    tied = make_organizer(decided.edition)
    judges.declare_conflict(tied, decided.works[0], kind=ConflictKind.RELATIVE, evidence="", actor=tied)
    planned = planned_in(decided)
    later = clock.now() + HOUR
    for act in (
        lambda: schedule.plan(decided.decision, at=later, actor=tied),
        lambda: schedule.move(planned, at=later + HOUR, reason="Vì", actor=tied),
        lambda: schedule.cancel(planned, reason="Vì", actor=tied),
        lambda: schedule.release_now(decided.decision, reason="", actor=tied),
    ):
        with pytest.raises(schedule.ReleaseRefusedError):
            act()
    page, shown = f"/manage/editions/{decided.edition.id}/publication", []
    for person in (tied, decided.organizer):
        client.sign_in(person)
        text = client.get_text(page)
        shown.append(('name="confirm"' in text, "plan/cancel" in text))

    assert shown == [(False, False), (True, True)]
    assert releases(decided) == []


def releases(decided):
    return list(db.session.scalars(select(Publication.number).where(Publication.edition_id == decided.edition.id)))


def acts():
    events = select(AuditEvent.action).where(AuditEvent.subject_type == "ReleasePlan").order_by(AuditEvent.sequence)
    return list(db.session.scalars(events))


def test_release_comes_at_its_moment_and_once(decided, client):
    planned = planned_in(decided)
    due = planned.release_at

    early = schedule.release_due(due - timedelta(seconds=1))
    hidden = client.get(f"{decided.base}/results").status_code
    done = [schedule.release_due(due), schedule.release_due(due), schedule.release_due(due + HOUR)]

    assert (early, hidden, done) == (0, 404, [1, 0, 0])
    assert releases(decided) == [1]
    assert planned.state is PlanState.RELEASED
    assert client.get(f"{decided.base}/results").status_code == 200


def test_release_moves_and_is_cancelled_only_with_a_reason(decided):
    planned = planned_in(decided)
    for act in (lambda: schedule.move(planned, at=clock.now() + HOUR, reason=" ", actor=decided.organizer),
                lambda: schedule.cancel(planned, reason="", actor=decided.organizer)):  # fmt: skip
        with pytest.raises(schedule.PlanReasonError):
            act()
    with pytest.raises(schedule.NotInTheFutureError):
        schedule.move(planned, at=clock.now() - HOUR, reason="Lễ dời ngày", actor=decided.organizer)

    first = planned.release_at
    schedule.move(planned, at=first + HOUR, reason="Lễ dời ngày", actor=decided.organizer)
    moved = schedule.release_due(first)
    schedule.cancel(planned, reason="Hoãn lễ", actor=decided.organizer)

    assert (moved, schedule.release_due(first + 2 * HOUR), releases(decided)) == (0, 0, [])
    assert acts() == ["release.planned", "release.moved", "release.cancelled"]
    with pytest.raises(schedule.PlanOverError):
        schedule.cancel(planned, reason="Nữa", actor=decided.organizer)


def test_one_release_waits_at_a_time_and_never_in_the_past(decided):
    with pytest.raises(schedule.NotInTheFutureError):
        planned_in(decided, -HOUR)
    planned_in(decided)
    with pytest.raises(schedule.PlannedAlreadyError):
        planned_in(decided, 2 * HOUR)


def test_publishing_by_hand_ends_the_plan(decided):
    planned = planned_in(decided)

    decided.publish()
    db.session.expire_all()

    assert planned.state is PlanState.RELEASED
    assert schedule.release_due(planned.release_at) == 0
    with pytest.raises(service.AlreadyPublishedError):
        planned_in(decided)


def test_a_later_decision_overtakes_a_plan(decided):
    planned = planned_in(decided)
    decided.decide_again("second")

    released = schedule.release_due(planned.release_at)

    assert (released, releases(decided)) == (0, [])
    assert db.session.scalar(select(ReleasePlan.state)) is PlanState.OVERTAKEN
    assert acts() == ["release.planned", "release.overtaken", "release.failed"]


def test_what_cannot_be_released_waits_and_keeps_no_other_back(decided):
    other = make_decided()
    stuck, sound = planned_in(decided), planned_in(other, 2 * HOUR)
    decided.publish()
    again = decided.decide_again("second")
    # As if the note had never been written: a correction without one is refused.
    values = {"decision_id": again.id, "state": PlanState.WAITING}
    db.session.execute(update(ReleasePlan).where(ReleasePlan.id == stuck.id).values(values))
    db.session.commit()

    assert schedule.release_due(sound.release_at) == 1
    assert releases(other) == [1]
    assert db.session.scalar(select(ReleasePlan.state).where(ReleasePlan.id == stuck.id)) is PlanState.WAITING


def test_organizers_are_told_once_for_each_moment_why_a_release_failed(decided, client):
    planned = planned_in(decided)
    decided.publish()
    again = decided.decide_again("second")
    # As if the note had never been written: a correction without one is refused.
    values = {"decision_id": again.id, "state": PlanState.WAITING}
    db.session.execute(update(ReleasePlan).where(ReleasePlan.id == planned.id).values(values))
    db.session.commit()
    due = planned.release_at

    done = [schedule.release_due(due), schedule.release_due(due + HOUR)]
    first = list(db.session.scalars(letters))
    client.sign_in(decided.organizer)
    page = client.get(f"/manage/editions/{decided.edition.id}/publication").text
    db.session.expire_all()
    why = planned.failure["en"]
    schedule.move(planned, at=due + 2 * HOUR, reason="Chờ ghi lý do", actor=decided.organizer)
    kept = planned.failure
    schedule.release_due(due + 2 * HOUR)

    assert (done, first, kept) == ([0, 0], [decided.organizer.email], None)
    assert why == "Results are public already: write what is corrected and why. Everybody will read it."
    assert why in page
    assert list(db.session.scalars(letters)) == first * 2
    assert acts() == ["release.planned", "release.failed", "release.moved", "release.failed"]


def test_an_error_of_the_portal_is_not_told_in_its_own_words():
    told = [failures.reason_of(error) for error in (ValueError("row 7"), service.CorrectionReasonError())]

    assert told == [failures.BROKEN, service.CorrectionReasonError.message]


def test_plan_is_made_moved_and_cancelled_in_the_console(decided, client):
    client.sign_in(decided.organizer)
    page = f"/manage/editions/{decided.edition.id}/publication"

    made = client.post_form(f"{page}/plan", {"plan-release_at": "2099-09-02T08:00", "plan-confirm": "y"})
    planned = schedule.waiting_plan(decided.edition)
    shown = client.get_text(page)
    wordless = client.post_form(f"{page}/plan/move", {"move-release_at": "2099-09-02T09:30"}).get_data(as_text=True)
    moved = client.post_form(f"{page}/plan/move", {"move-release_at": "2099-09-02T09:30", "move-reason": "Lễ dời"})
    cancelled = client.post_form(f"{page}/plan/cancel", {"cancel-reason": "Hoãn"})

    assert [made.status_code, moved.status_code, cancelled.status_code] == [302, 302, 302]
    # 08:00 in Ho Chi Minh City is 01:00 in UTC; it was moved to half past two.
    assert planned.release_at.isoformat() == "2099-09-02T02:30:00+00:00"
    assert "08:00, " in shown
    assert 'class="error-summary"' in wordless
    assert planned.state is PlanState.CANCELLED
    assert client.post_form(f"{page}/plan/cancel", {"cancel-reason": "Hoãn"}).status_code == 404


def falsify(decided):
    wrong = update(ListEntry).where(ListEntry.submission_id == decided.works[0].id).values(mean_numerator=1)
    db.session.execute(wrong)
    db.session.commit()
    db.session.expire_all()


@pytest.mark.parametrize("sealed", [True, False])
def test_results_that_stop_following_after_they_were_planned_do_not_go_out(decided, client, sealed):
    if sealed:
        seal(decided.edition, HeadKind.SHEETS, actor=decided.organizer)
    planned = planned_in(decided)
    falsify(decided)

    done = schedule.release_due(planned.release_at)
    client.sign_in(decided.organizer)
    page = client.get_text(f"/manage/editions/{decided.edition.id}/publication")
    db.session.expire_all()

    assert (done, releases(decided), bool(planned.checked)) == (0, [], sealed)
    number = decided.works[0].number
    assert planned.failure == {
        "en": f"This cannot be published: {number}: the mean is not that of its sheets",
        "vi": f"Không thể công bố: {number}: điểm trung bình không khớp các phiếu",
    }
    assert planned.failure["en"] in page
    assert list(db.session.scalars(letters)) == [decided.organizer.email]


def test_word_for_checked_results_holds_for_what_is_released_and_nothing_else(decided):
    seal(decided.edition, HeadKind.SHEETS, actor=decided.organizer)
    planned = planned_in(decided)
    released = decided.publish().results
    root = soundness.root_of_sheets(decided.edition)
    content = {part: value for part, value in released.items() if part != "heads"}

    parts = spelled_parts(content)
    assert planned.checked == soundness.fingerprint(parts, root)
    assert planned.checked != soundness.fingerprint(parts, "0" * 64)
    assert planned.checked != soundness.fingerprint({**parts, "judged": b"{}"}, root)


@pytest.mark.parametrize("why", ["conflict", "role"])
def test_release_does_not_go_out_on_the_word_of_who_may_no_longer_release(decided, why):
    planner, second = make_organizer(decided.edition), decided.organizer
    planned = schedule.plan(decided.decision, at=clock.now() + HOUR, actor=planner)
    if why == "conflict":
        judges.declare_conflict(planner, decided.works[0], kind=ConflictKind.RELATIVE, evidence="", actor=planner)
    else:
        accounts.revoke_role(planner.grants[0], actor=second)
    due = planned.release_at

    done = [schedule.release_due(due), schedule.release_due(due)]
    db.session.expire_all()
    failure, told = planned.failure["vi"], set(db.session.scalars(letters))
    schedule.move(planned, at=due + HOUR, reason="Người khác chịu trách nhiệm", actor=second)
    done.append(schedule.release_due(due + HOUR))

    assert done == [0, 0, 1]
    assert failure == str(schedule.PlannerGoneError.message)
    assert told == {second.email} | ({planner.email} if why == "conflict" else set())
    assert db.session.scalar(select(Publication.published_by_id)) == second.id


def test_results_that_do_not_follow_from_their_sheets_are_neither_planned_nor_released(decided):
    falsify(decided)

    for act in (
        lambda: planned_in(decided),
        lambda: schedule.release_now(decided.decision, reason="", actor=decided.organizer),
    ):
        with pytest.raises(UnsoundResultsError):
            act()

    assert (releases(decided), schedule.waiting_plan(decided.edition)) == ([], None)
