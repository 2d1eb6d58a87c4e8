"""Orders from answers about pairs: the true order, few questions, and an end whatever is answered."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.orders.pairing import answers_of, most_questions, next_step, standing

ORDERS = st.integers(0, 40).flatmap(lambda count: st.permutations(range(count)))


def asked_of(placed, waiting, judge):
    """Ask a judge, a function of two works that gives the better one, until nothing is asked any more."""
    answers, bounds = {}, []
    while (step := next_step(placed, waiting, answers)).question is not None:
        one, other = step.question
        pair = frozenset((one, other))
        assert pair not in answers
        assert step.asked == len(answers)
        bounds.append(step.asked + step.at_most)
        answers[pair] = judge(one, other)
    return step, bounds


@given(ORDERS)
def test_consistent_judge_gets_the_true_order_with_few_questions(truth):
    works = sorted(truth)

    step, bounds = asked_of([], works, lambda one, other: min(one, other, key=truth.index))

    most = sum(most_questions(place) for place in range(1, len(works)))
    assert step.order == tuple(truth)
    assert (step.asked <= most, step.at_most) == (True, 0)
    # What is said to be at most never grows, and never falls short.
    assert bounds == sorted(bounds, reverse=True)
    assert all(one >= step.asked for one in bounds)
    assert bounds[:1] in ([], [most])


@given(st.integers(0, 25), st.randoms())
def test_answers_that_contradict_each_other_end_in_some_order_of_all_works(count, chance):
    works = list(range(count))

    step, _bounds = asked_of([], works, lambda *pair: chance.choice(pair))

    assert sorted(step.order) == works
    assert step.asked <= sum(most_questions(place) for place in range(1, count))


@given(ORDERS, st.data())
def test_works_that_come_later_are_put_into_the_order_that_stands(truth, data):
    late = data.draw(st.sets(st.sampled_from(truth))) if truth else set()
    placed = [work for work in truth if work not in late]

    step, _bounds = asked_of(placed, sorted(late), lambda one, other: min(one, other, key=truth.index))

    assert step.order == tuple(truth)


@given(ORDERS)
def test_next_question_follows_from_works_and_answers_alone(truth):
    works = sorted(truth)
    answers = {frozenset((one, other)): min(one, other) for one in works for other in works[: len(works) // 2]}

    assert next_step([], works, answers) == next_step([], list(works), dict(reversed(answers.items())))


@pytest.mark.parametrize(("places", "questions"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4)])
def test_place_among_works_takes_as_many_questions_as_halvings(places, questions):
    assert most_questions(places) == questions


def row(better, worse, takes_back=False):
    return SimpleNamespace(better_id=better, worse_id=worse, takes_back=takes_back)


def test_taking_back_takes_away_the_last_answer_that_stands():
    rows = [row(1, 2), row(3, 2), row(3, 2, True), row(1, 2, True), row(2, 1)]

    assert standing(rows) == [rows[-1]]
    assert answers_of(rows) == {frozenset((1, 2)): 2}
