"""What happens in a meeting of the council, and its minutes."""

from datetime import date

import pytest

from portal.adapters.signer import verify_with
from portal.core.db import ImmutableRowError, db
from portal.core.digest import canonical_bytes, digest
from portal.decisions import lists
from portal.decisions import queries as decisions
from portal.decisions.models import ListKind
from portal.decisions.public_words import NotForThePublicError
from portal.deliberations import minutes, queries, service
from portal.deliberations.models import MotionResult
from portal.deliberations.service import MeetingRefusedError
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.council import make_stage
from tests.factories import make_organizer, make_user

pytestmark = pytest.mark.usefixtures("app")

TOTALS = [[95, 97], [90, 92], [85, 87]]


@pytest.fixture
def stage(app):
    edition, organizer, works, council = make_stage(TOTALS, members=4, quorum="3/4")
    meeting = service.plan(edition, held_on=date(2025, 3, 12), place="Phòng họp", actor=organizer)
    return edition, organizer, works, council, meeting


def begin(meeting, organizer, present=4):
    service.open_meeting(meeting, actor=organizer)
    service.keep_attendance(meeting, [one.id for one in meeting.attendees[:present]], actor=organizer)
    return meeting.items[0]


def motion(item, organizer, **values):
    defaults = {"text": "Hiệu quả vượt trội", "proposed_by": item.meeting.attendees[0], "actor": organizer}
    return service.make_motion(item, **{**defaults, **values})


def test_item_is_opened_only_with_a_quorum_and_one_at_a_time(stage):
    _edition, organizer, _works, _council, meeting = stage
    with pytest.raises(MeetingRefusedError):
        service.open_item(meeting.items[0], actor=organizer)
    item = begin(meeting, organizer, present=2)
    with pytest.raises(MeetingRefusedError):
        service.open_item(item, actor=organizer)
    service.keep_attendance(meeting, [one.id for one in meeting.attendees[:3]], actor=organizer)

    service.open_item(item, actor=organizer)

    assert (queries.open_item(meeting), len(meeting.items)) == (item, 1)
    with pytest.raises(MeetingRefusedError):
        service.close_meeting(meeting, actor=organizer)


def test_members_in_conflict_are_asked_to_leave_and_neither_move_nor_count():
    edition, organizer, works, council = make_stage(TOTALS, members=4, quorum="2/4")
    meeting = service.plan(edition, held_on=date(2025, 3, 12), place="Phòng họp", actor=organizer)
    judges.declare_conflict(council[1], works[0], kind=ConflictKind.RELATIVE, evidence="", actor=council[1].user)
    item = begin(meeting, organizer)

    service.open_item(item, actor=organizer)

    assert item.away_names == [council[1].user.name]
    outside = next(one for one in meeting.attendees if one.judge_id == council[1].id)
    with pytest.raises(MeetingRefusedError):
        motion(item, organizer, proposed_by=outside)
    made = motion(item, organizer)
    with pytest.raises(MeetingRefusedError):
        service.decide_motion(made, result=MotionResult.CARRIED, in_favour=3, against=1, actor=organizer)
    service.decide_motion(made, result=MotionResult.CARRIED, in_favour=2, against=1, actor=organizer)


def test_motion_is_carried_only_with_more_hands_in_favour_and_a_quorum(stage):
    _edition, organizer, _works, _council, meeting = stage
    item = begin(meeting, organizer)
    service.open_item(item, actor=organizer)
    made = motion(item, organizer)

    for hands in ((1, 3), (2, 2), (0, 0), (None, 1)):
        with pytest.raises(MeetingRefusedError):
            service.decide_motion(
                made, result=MotionResult.CARRIED, in_favour=hands[0], against=hands[1], actor=organizer
            )
    service.keep_attendance(meeting, [one.id for one in meeting.attendees[:2]], actor=organizer)
    with pytest.raises(MeetingRefusedError):
        motion(item, organizer)
    with pytest.raises(MeetingRefusedError):
        service.decide_motion(made, result=MotionResult.CARRIED, actor=organizer)
    service.keep_attendance(meeting, [one.id for one in meeting.attendees], actor=organizer)
    service.decide_motion(made, result=MotionResult.CARRIED, in_favour=2, against=1, actor=organizer)

    assert made.result is MotionResult.CARRIED


def test_no_motion_names_an_address_a_telephone_or_a_judge_whether_it_moves_a_work_or_not(stage):
    _edition, organizer, works, council, meeting = stage
    item = begin(meeting, organizer)
    service.open_item(item, actor=organizer)

    for words in ("Gọi 0901 234 567", "Viết cho a@example.com", f"{council[0].user.name} chấm cao"):
        for moved in ({}, {"number": works[2].number, "place": 1}):
            with pytest.raises(NotForThePublicError):
                motion(item, organizer, text=words, **moved)

    assert item.motions == []


def test_quorum_counts_nobody_who_was_asked_to_leave(stage):
    _edition, organizer, works, council, meeting = stage
    judges.declare_conflict(council[1], works[0], kind=ConflictKind.RELATIVE, evidence="", actor=council[1].user)
    item = begin(meeting, organizer, present=3)

    with pytest.raises(MeetingRefusedError):
        service.open_item(item, actor=organizer)
    service.keep_attendance(meeting, [one.id for one in meeting.attendees], actor=organizer)
    service.open_item(item, actor=organizer)

    assert queries.open_item(meeting) == item


def test_room_knows_seats_and_not_names_and_who_comes_later(stage):
    _edition, organizer, works, council, meeting = stage
    seats = {one.judge_id: one for one in meeting.attendees}
    namesake, late = seats[council[3].id], seats[council[1].id]
    namesake.name = late.name
    judges.declare_conflict(council[1], works[0], kind=ConflictKind.RELATIVE, evidence="", actor=council[1].user)
    item = begin(meeting, organizer)
    service.keep_attendance(meeting, [one.id for one in meeting.attendees if one is not late], actor=organizer)
    service.open_item(item, actor=organizer)
    assert item.away == []

    service.keep_attendance(meeting, [one.id for one in meeting.attendees], actor=organizer)

    assert item.away == [{"attendee": late.id, "name": late.name}]
    with pytest.raises(MeetingRefusedError):
        motion(item, organizer, proposed_by=late)
    assert motion(item, organizer, proposed_by=namesake).proposed_by == late.name


def test_carried_move_becomes_an_adjustment_of_the_next_list_with_its_reason(stage):
    _edition, organizer, works, _council, meeting = stage
    item = begin(meeting, organizer)
    service.open_item(item, actor=organizer)
    for wrong in ({"number": "X", "place": 1}, {"number": works[2].number}, {"number": works[2].number, "place": 9}):
        with pytest.raises(MeetingRefusedError):
            motion(item, organizer, **wrong)
    rejected = motion(item, organizer, number=works[1].number, place=1)
    carried = motion(item, organizer, number=works[2].number, place=1)

    service.decide_motion(rejected, result=MotionResult.REJECTED, actor=organizer)
    service.decide_motion(carried, result=MotionResult.CARRIED, in_favour=4, against=0, actor=organizer)

    named = decisions.changes_to(meeting.list_version)
    assert [(one.submission_id, one.place, one.reason) for one in named] == [(works[2].id, 1, "Hiệu quả vượt trội")]
    with pytest.raises(MeetingRefusedError):
        service.decide_motion(carried, result=MotionResult.REJECTED, actor=organizer)


def test_carried_move_falls_only_with_a_reason_and_the_list_is_not_made_anew_beside_it(stage):
    edition, organizer, works, _council, meeting = stage
    item = begin(meeting, organizer)
    service.open_item(item, actor=organizer)
    version = meeting.list_version

    def carry(place):
        made = motion(item, organizer, number=works[2].number, place=place)
        service.decide_motion(made, result=MotionResult.CARRIED, in_favour=4, against=0, actor=organizer)

    carry(1)
    carry(2)
    (named,) = decisions.changes_to(version)
    with pytest.raises(lists.CarriedError):
        lists.drop_change(named, actor=organizer, reason=" ")
    with pytest.raises(NotForThePublicError):
        lists.drop_change(named, actor=organizer, reason="Gọi 0901 234 567")
    with pytest.raises(lists.CarriedError):
        lists.make_list(edition, ListKind.COUNCIL, actor=organizer)
    assert (named.place, named.carried) == (2, True)

    lists.drop_change(named, actor=organizer, reason="Tác giả xin rút")

    (dropped,) = decisions.dropped_moves(version)
    assert (dropped.place, dropped.motion, dropped.reason) == (2, "Hiệu quả vượt trội", "Tác giả xin rút")
    assert decisions.dropped_moves(version, frozenset({works[2].id})) == []
    assert decisions.changes_to(version) == []
    with pytest.raises(lists.CarriedError):
        lists.make_list(edition, ListKind.COUNCIL, actor=organizer)


def test_organizer_in_conflict_neither_fills_the_room_nor_writes_down_and_strangers_run_no_meeting(stage):
    edition, organizer, works, council, meeting = stage
    item = begin(meeting, organizer)
    judges.declare_conflict(organizer, works[0], kind=ConflictKind.RELATIVE, evidence="", actor=organizer)

    other = make_organizer(edition)

    for person in (organizer, council[0].user, make_user()):
        with pytest.raises(MeetingRefusedError):
            service.keep_attendance(meeting, [], actor=person)
        with pytest.raises(MeetingRefusedError):
            service.open_item(item, actor=person)
    service.open_item(item, actor=other)
    for person in (organizer, council[0].user, make_user()):
        with pytest.raises(MeetingRefusedError):
            motion(item, person)
        with pytest.raises(MeetingRefusedError):
            service.close_item(item, conclusion="", actor=person)


def test_minutes_are_signed_by_the_portal_the_chair_and_the_secretary_and_never_changed(stage):
    _edition, organizer, works, council, meeting = stage
    with pytest.raises(MeetingRefusedError):
        minutes.make_minutes(meeting, actor=organizer)
    item = begin(meeting, organizer, present=3)
    service.open_item(item, actor=organizer)
    motion(item, organizer, number=works[1].number, place=1)
    with pytest.raises(MeetingRefusedError):
        service.close_item(item, conclusion="", actor=organizer)
    service.decide_motion(item.motions[0], result=MotionResult.WITHDRAWN, actor=organizer)
    service.close_item(item, conclusion="Thống nhất", actor=organizer)
    service.keep_attendance(meeting, [], actor=organizer)
    service.close_meeting(meeting, actor=organizer)

    made = minutes.make_minutes(meeting, actor=organizer)
    room = {"present": [one.user.name for one in council[:3]], "members": 4, "needed": 3}

    assert (made.digest, made.number) == (digest(made.content), 1)
    assert verify_with(made.public_key, canonical_bytes(made.content), made.signature)
    assert made.content["quorum"] == {"members": 4, "present": 3, "needed": 3}
    assert made.content["items"][0]["motions"] == [
        {
            "text": "Hiệu quả vượt trội", "proposed_by": council[0].user.name, "work": works[1].number, "place": 1,
            "result": "withdrawn", "in_favour": None, "against": None, "room": room,
        }
    ]  # fmt: skip
    assert made.content["items"][0]["room"] == room
    assert [one["present"] for one in made.content["attendance"]] == [True, True, True, False]
    for judge in (council[0], council[2]):
        minutes.sign(made, actor=judge.user)
    for person in (council[0].user, council[1].user, council[3].user, organizer):
        with pytest.raises(MeetingRefusedError):
            minutes.sign(made, actor=person)
    assert [one.role.value for one in queries.signatures_under(made)] == ["chair", "secretary"]
    made.digest = "0" * 64
    with pytest.raises(ImmutableRowError):
        db.session.flush()
    db.session.expire(made)
