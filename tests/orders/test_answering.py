"""Answers about pairs: kept for good, taken back by a row of their own, and ending in the same sheets."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.awards.preset_words import RoundKind
from portal.core.db import ImmutableRowError, db
from portal.orders import answering, service
from portal.orders.models import Comparison
from tests.orders.order_stage import Stage, events

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def stage(app):
    return Stage(4, RoundKind.PAIRWISE)


def test_answers_give_the_order_and_the_order_its_points(stage):
    truth = sorted(stage.works, key=lambda work: work * 7 % 11)

    asked = stage.answer_all(truth)
    service.finish(stage.desk(), revision=None, actor=stage.judge)

    assert 4 <= asked <= 5
    points, states = stage.points()
    assert sorted(points, key=points.get, reverse=True) == truth
    assert (max(points.values()), states) == (Decimal(100), {"finished"})
    rows = list(db.session.scalars(select(Comparison).order_by(Comparison.number)))
    assert [row.number for row in rows] == list(range(1, asked + 1))
    assert len(events("comparison.answered")) == asked


def test_last_answer_is_taken_back_by_a_row_and_asked_again(stage):
    one, other = stage.ask().question
    stage.answer(one, other, 1)
    between = stage.ask().question

    answering.take_back(stage.desk(), number=2, actor=stage.judge)
    again = stage.ask().question
    stage.answer(other, one, 3)

    assert (between != (one, other), again) == (True, (one, other))
    rows = list(db.session.scalars(select(Comparison).order_by(Comparison.number)))
    assert [(row.better_id, row.worse_id, row.takes_back) for row in rows] == [
        (one, other, False), (one, other, True), (other, one, False)
    ]  # fmt: skip
    assert len(events("comparison.taken_back")) == 1


def test_answers_are_never_changed(stage):
    one, other = stage.ask().question
    stage.answer(one, other, 1)
    row = db.session.scalars(select(Comparison)).one()

    row.better_id, row.worse_id = other, one

    with pytest.raises(ImmutableRowError):
        db.session.flush()
    db.session.rollback()


def test_answer_of_another_window_stands_and_the_same_one_twice_is_kept_once(stage):
    one, other = stage.ask().question
    stage.answer(one, other, 1)

    stage.answer(one, other, 1)
    with pytest.raises(answering.OtherQuestionError):
        stage.answer(other, one, 1)
    with pytest.raises(answering.OtherQuestionError):
        answering.take_back(stage.desk(), number=1, actor=stage.judge)
    with pytest.raises(answering.OtherQuestionError):
        stage.answer(one, other, 2)

    assert db.session.scalars(select(Comparison.better_id)).all() == [one]


def test_nothing_is_taken_back_before_an_answer(stage):
    with pytest.raises(answering.NothingToTakeBackError):
        answering.take_back(stage.desk(), number=1, actor=stage.judge)


def test_order_moved_by_hand_stands_when_works_come_later(stage):
    works = stage.works
    stage.answer_all(list(works))
    stage.save([works[3], *works[:3]])
    stage.give(1)
    late = next(work for work in stage.works if work not in works)

    asked = stage.answer_all([works[3], works[0], late, works[1], works[2]])

    assert asked <= 3
    assert stage.desk().places == {works[3]: 1, works[0]: 2, late: 3, works[1]: 4, works[2]: 5}


def test_taking_back_after_the_last_answer_asks_again_from_the_answers(stage):
    works = stage.works
    asked = stage.answer_all(list(works))
    stage.save([works[3], *works[:3]])

    answering.take_back(stage.desk(), number=asked + 1, actor=stage.judge)

    assert stage.desk().places == {}
    assert stage.ask().question is not None
    with pytest.raises(service.IncompleteOrderError):
        service.finish(stage.desk(), revision=None, actor=stage.judge)
