"""Keeping and finishing orders: ordinary scoresheets come of them, and nothing of another window is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.assignments import declarations
from portal.core import clock
from portal.core.db import db
from portal.orders import places, service
from portal.scoring import queries as scoring_queries
from portal.scoring import service as scoring
from portal.scoring.history import changes_of
from portal.scoring.models import Scoresheet
from tests.orders.order_stage import Stage, english, events

pytestmark = pytest.mark.usefixtures("app")


def sheet_of(work):
    return db.session.scalars(select(Scoresheet).where(Scoresheet.assignment_id == work)).one()


def test_finished_order_is_ordinary_finished_sheets_with_points_for_each_place():
    stage = Stage(4)
    order = stage.works[::-1]

    stage.finish(order)

    points, states = stage.points()
    assert [points[work] for work in order] == [Decimal(one) for one in ("100", "66.67", "33.33", "0")]
    assert states == {"finished"}
    given = {one.id: one.submission_id for one in stage.desk().assignments}
    assert events("order.finished")[-1].details == {
        "category": stage.edition.categories[0].code, "submissions": [given[work] for work in order]
    }  # fmt: skip
    rows = [row for row in scoring_queries.desk(stage.judge) if row.assignment_id == order[1]]
    assert [(row.state, row.total) for row in rows] == [("finished", Decimal("66.67"))]
    assert stage.edition.categories[0].rubric_frozen_at is not None


def test_single_work_is_worth_100_points():
    stage = Stage(1)

    stage.finish(stage.works)

    assert stage.points() == ({stage.works[0]: Decimal(100)}, {"finished"})


def test_places_are_kept_as_typed_and_an_order_with_gaps_is_finished_by_its_order():
    stage = Stage(3)
    first, second, third = stage.works
    service.save(stage.desk(), places={first: 7, second: 7, third: None}, revision=0, actor=stage.judge)
    kept = stage.desk().places

    with pytest.raises(service.IncompleteOrderError) as caught:
        service.finish(stage.desk(), revision=None, actor=stage.judge)
    service.save(stage.desk(), places={second: 4, third: 900}, revision=None, actor=stage.judge)
    service.finish(stage.desk(), revision=None, actor=stage.judge)

    assert kept == {first: 7, second: 7, third: None}
    assert set(caught.value.problems) == {first, second, third}
    assert stage.points()[0] == {second: Decimal(100), first: Decimal(50), third: Decimal(0)}
    assert stage.desk().places == {second: 1, first: 2, third: 3}


def test_window_that_is_behind_is_told_and_the_same_save_twice_is_none():
    stage = Stage(2)
    one, other = stage.works
    stage.save([one, other], revision=0)

    again = stage.save([one, other], revision=0)
    with pytest.raises(service.ConflictingOrderError):
        stage.save([other, one], revision=0)
    with pytest.raises(service.ConflictingOrderError):
        service.finish(stage.desk(), revision=0, actor=stage.judge)

    assert (again.revision, stage.desk().places) == (1, {one: 1, other: 2})
    assert stage.points() == ({}, set())


def test_remarks_on_the_sheet_of_a_work_survive_and_its_history_says_each_place():
    stage = Stage(2)
    one, other = stage.works
    written = {"points": {}, "comments": {}, "comment_for_author": "Rõ ràng", "private_note": "Xem lại"}
    scoring.save_scoresheet(stage.desk().assignments[0], **written, actor=stage.judge)

    stage.finish([other, one])

    sheet = sheet_of(one)
    assert (sheet.comment_for_author, sheet.private_note, sheet.scores[0].points) == ("Rõ ràng", "Xem lại", 0)
    named = {(change.before, change.after) for change in db.session.scalars(changes_of(sheet))}
    assert named == {("", "0"), ("", "Rõ ràng"), ("", "Xem lại")}


def test_sheet_of_an_order_is_never_finished_alone():
    stage = Stage(2)
    stage.finish(stage.works)
    scoring.reopen(sheet_of(stage.works[0]), reason="Nhầm", actor=stage.organizer)

    with pytest.raises(scoring.LockedSheetError) as caught:
        scoring.finish(sheet_of(stage.works[0]), actor=stage.judge)

    assert english(caught.value) == (
        "In this round you put works in order: finish your order, and all its sheets are finished."
    )


def test_organizer_who_opens_one_sheet_opens_the_whole_order():
    stage = Stage(3)
    first, second, third = stage.works
    stage.finish([first, second, third])

    scoring.reopen(sheet_of(second), reason="Nhầm thứ tự", actor=stage.organizer)
    opened = stage.points()[1]
    stage.finish([third, second, first])

    assert opened == {"in_progress"}
    reasons = [event.details["reason"] for event in events("scoresheet.reopened")]
    assert reasons == ["Nhầm thứ tự"] * 3
    assert stage.points() == ({third: Decimal(100), second: Decimal(50), first: Decimal(0)}, {"finished"})


def test_work_given_out_after_finishing_waits_until_the_judge_takes_the_order_up():
    stage = Stage(2)
    old = stage.works
    stage.finish(old)
    stage.give(1, declared=False)
    undeclared = stage.desk().stage
    stage.declare()
    late = next(work for work in stage.works if work not in old)
    with pytest.raises(service.LockedOrderError):
        stage.save([late, *old])

    service.take_up(stage.desk(), actor=stage.judge, now=clock.now())
    kept = stage.desk().places
    stage.finish([old[0], late, old[1]])

    assert undeclared is places.Stage.WAITING
    assert kept == {old[0]: 1, old[1]: 2}
    assert stage.points()[0] == {old[0]: Decimal(100), late: Decimal(50), old[1]: Decimal(0)}
    assert len(events("order.taken_up")) == 1
    assert {event.details["reason"] for event in events("scoresheet.reopened")} == {service.MORE_WORKS}


def test_order_is_not_taken_up_without_waiting_works_nor_once_the_round_is_over():
    stage = Stage(2)
    stage.finish(stage.works)
    now = clock.now()
    with pytest.raises(service.LockedOrderError) as nothing:
        service.take_up(stage.desk(), actor=stage.judge, now=now)
    stage.give(1)
    stage.edition.rounds[0].due_at = now - timedelta(seconds=1)
    db.session.flush()

    with pytest.raises(service.LockedOrderError) as late:
        service.take_up(stage.desk(), actor=stage.judge, now=now)

    assert "No work waits beside this order" in english(nothing.value)
    assert "ask the organizers to open your order again" in english(late.value)
    scoring.reopen(sheet_of(stage.desk().works[0]), reason="Thêm hồ sơ", actor=stage.organizer)
    assert stage.desk().stage is places.Stage.OPEN


def test_order_is_finished_only_when_every_work_is_declared():
    stage = Stage(2)
    stage.give(1, declared=False)
    stage.save(stage.works)

    with pytest.raises(service.UndeclaredWorksError):
        service.finish(stage.desk(), revision=None, actor=stage.judge)

    assert len(stage.works) == 2
    assert stage.points() == ({}, set())


def test_work_given_back_leaves_the_order_and_the_others_close_up():
    stage = Stage(3)
    first, second, third = stage.works
    stage.save([first, second, third])
    gone = next(one for one in stage.desk().assignments if one.id == second)
    declarations.give_back(gone, reason="Không đúng chuyên môn", actor=stage.judge)

    service.finish(stage.desk(), revision=None, actor=stage.judge)

    assert stage.points()[0] == {first: Decimal(100), third: Decimal(0)}


def test_order_of_somebody_else_is_refused():
    stage = Stage(2)
    mine, other = stage.desk(), stage.panel[1].user

    with pytest.raises(service.LockedOrderError):
        service.save(stage.desk(other), places={mine.works[0]: 1}, revision=None, actor=stage.organizer)
    service.save(mine, places={mine.works[0]: 1}, revision=None, actor=other)

    assert stage.desk().places == {}
    assert stage.desk(other).places == {}


def test_official_result_is_the_mean_of_the_points_of_places():
    stage = Stage(3)
    first, second, third = sorted(one.submission_id for one in stage.desk().assignments)
    for judge, order in zip(stage.panel, ([first, second, third], [second, first, third]), strict=True):
        given = {one.submission_id: one.id for one in stage.desk(judge.user).assignments}
        ordered = places.numbered(given[work] for work in order)
        service.save(stage.desk(judge.user), places=ordered, revision=None, actor=judge.user)
        service.finish(stage.desk(judge.user), revision=None, actor=judge.user)

    found = scoring_queries.standings(stage.edition)[stage.edition.categories[0].id]

    assert [(one.submission, one.mean, one.rank) for one in found] == [(first, 75, 1), (second, 75, 1), (third, 0, 3)]
