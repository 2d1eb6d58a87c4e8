"""What is asked when: conditions, what they hide, and what hidden answers count for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.awards.conditions import Comparison, Condition, holds
from portal.awards.form import asked_answers, asked_pages, pages_of
from tests.factories import both, form_field

KEYS = [f"k{n}" for n in range(8)]
VALUES = ["yes", "no", "1", "20"]


class Form:
    """Whatever has pages under `form`."""

    def __init__(self, pages):
        self.form = pages


def page(code, *fields, when=()):
    return {
        "code": code,
        "title": both(code),
        "help": None,
        "categories": [],
        "when": list(when),
        "fields": list(fields),
    }


def when(key, test="is", *values):
    return {"key": key, "test": test, "values": list(values)}


def keys(pages):
    return [field.key for one in pages for field in one.fields]


@pytest.mark.parametrize(
    ("test", "values", "answer", "expected"),
    [
        ("is", ["a", "b"], "b", True),
        ("is", ["a"], "b", False),
        ("is", ["a"], ["b", "a"], True),
        ("is", ["a"], None, False),
        ("is_not", ["a"], "b", True),
        ("is_not", ["a"], ["a", "b"], False),
        ("is_not", ["a"], "", False),
        ("at_least", ["1000"], "1.000", True),
        ("at_least", ["1000"], "999", False),
        ("at_least", ["1000"], "nhiều", False),
        ("at_most", ["-1"], "-2", True),
        ("answered", ["yes"], "x", True),
        ("answered", ["yes"], [], False),
        ("answered", ["no"], "", True),
        ("answered", ["no"], "x", False),
    ],
)
def test_condition_looks_at_the_answer(test, values, answer, expected):
    condition = Condition("key", Comparison(test), tuple(values))

    assert holds(condition, {"key": answer}) is expected


def test_answer_of_what_is_not_asked_counts_for_nothing_further_on():
    pages = pages_of(
        Form(
            [
                page("one", form_field("a"), form_field("b", when=[when("a", "is", "yes")])),
                page("two", form_field("c", when=[when("b", "is", "yes")])),
                page("three", form_field("d"), when=[when("c", "answered", "yes")]),
            ]
        )
    )
    answers = {"a": "no", "b": "yes", "c": "yes", "d": "x"}

    assert keys(asked_pages(pages, answers)) == ["a"]
    assert asked_answers(pages, answers) == {"a": "no"}
    assert asked_answers(pages, {**answers, "a": "yes"}) == {**answers, "a": "yes"}


def _conditions(place):
    """Conditions on keys that stand before the one at this place."""
    if place == 0:
        return st.just([])
    test = st.sampled_from([("is", ["yes"]), ("is_not", ["yes"]), ("at_least", ["5"]), ("answered", ["no"])])
    one = st.builds(lambda key, how: when(key, how[0], *how[1]), st.sampled_from(KEYS[:place]), test)
    return st.lists(one, max_size=2)


FORMS = st.tuples(*(_conditions(place) for place in range(len(KEYS)))).map(
    lambda listed: pages_of(
        Form([page(f"p{place}", form_field(KEYS[place], when=found)) for place, found in enumerate(listed)])
    )
)
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES))


@given(FORMS, ANSWERS)
def test_what_is_asked_depends_only_on_answers_that_count(pages, answers):
    counted = asked_answers(pages, answers)

    assert keys(asked_pages(pages, counted)) == keys(asked_pages(pages, answers))
    assert asked_answers(pages, counted) == counted
    assert set(counted) <= set(answers)


@given(FORMS, ANSWERS, st.sampled_from(VALUES))
def test_answers_to_what_is_not_asked_change_nothing(pages, answers, value):
    asked = keys(asked_pages(pages, answers))
    hidden = {key: value for key in KEYS if key not in asked}

    assert keys(asked_pages(pages, {**answers, **hidden})) == asked
    assert asked_answers(pages, {**answers, **hidden}) == asked_answers(pages, answers)


@given(FORMS, ANSWERS)
def test_a_question_without_conditions_is_always_asked_and_order_is_kept(pages, answers):
    asked = keys(asked_pages(pages, answers))
    free = [field.key for one in pages for field in one.fields if not field.when]

    assert [key for key in asked if key in free] == free
    assert asked == [key for key in KEYS if key in asked]
