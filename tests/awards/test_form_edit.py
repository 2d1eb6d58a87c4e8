"""Changing a form as plain values: nothing but the named part changes, and faults are found before publishing."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.awards.form_edit import (
    FormContent,
    UnknownPartError,
    add,
    all_fields,
    blank_field,
    blank_page,
    completed,
    find,
    move,
    put,
    remove,
)
from portal.awards.form_faults import ChangeKind, Fault, changes_of, faults_of
from portal.awards.form_input import free_name
from portal.awards.preset_file import available_presets, load_preset
from tests.factories import both, form_field, slot


def page(code, *keys):
    return {**blank_page(code), "title": both(code), "fields": [form_field(key) for key in keys]}


CONTENT = completed([page("one", "a", "b"), page("two", "c")], [slot("description"), slot("proof")])
GROUP = {**blank_field("g", "group"), "label": both("g"), "fields": [form_field("x"), form_field("y")]}


def order(content):
    return [(one["code"], [field["key"] for field in one["fields"]]) for one in content.form]


@pytest.mark.parametrize(
    ("address", "steps", "expected"),
    [
        ("a", 1, [("one", ["b", "a"]), ("two", ["c"])]),
        ("a", -1, [("one", ["a", "b"]), ("two", ["c"])]),
        ("b", 1, [("one", ["a"]), ("two", ["b", "c"])]),
        ("c", -1, [("one", ["a", "b", "c"]), ("two", [])]),
    ],
)
def test_question_moves_on_its_page_and_over_its_edge(address, steps, expected):
    assert order(move(CONTENT, "field", address, steps)) == expected


def test_questions_inside_a_group_have_addresses_of_their_own():
    content = add(CONTENT, "field", "one", GROUP)

    moved = move(content, "field", "g.x", 1)
    fewer = remove(moved, "field", "g.y")
    more = add(fewer, "field", "g", form_field("z"))

    assert [one["key"] for one in find(moved, "field", "g")["fields"]] == ["y", "x"]
    assert [one["key"] for one in find(more, "field", "g")["fields"]] == ["x", "z"]
    assert move(content, "field", "g.y", 1) == content


@pytest.mark.parametrize(("kind", "address"), [("page", "x"), ("field", "x"), ("field", "a.x"), ("slot", "x")])
def test_unknown_part_is_refused(kind, address):
    for verb in (lambda: find(CONTENT, kind, address), lambda: remove(CONTENT, kind, address)):
        with pytest.raises(UnknownPartError):
            verb()
    with pytest.raises(UnknownPartError):
        add(CONTENT, "field", "nowhere", form_field("n"))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([-1, 1])), max_size=12))
def test_moving_loses_nothing_and_leaves_the_original_alone(moves):
    before, content = deepcopy(CONTENT), CONTENT
    for key, steps in moves:
        content = move(content, "field", key, steps)

    assert sorted(field["key"] for field in all_fields(content)) == ["a", "b", "c"]
    assert before == CONTENT


def when(key, *values, test="is"):
    return [{"key": key, "test": test, "values": list(values)}]


CHOICE = form_field("a", type="choice", options=[{"value": "v", "label": both("V")}])


def faults(content, published=()):
    return [found.fault for found in faults_of(content, published)]


def test_faults_name_what_cannot_be_published():
    chosen = completed([{**page("one"), "fields": [CHOICE, form_field("b", when=when("a", "v"))]}], [])

    assert faults(chosen) == []
    assert faults(move(chosen, "field", "b", -1)) == [Fault.CONDITION_NOT_EARLIER]
    assert faults(put(chosen, "field", "a", {**CHOICE, "options": []})) == [Fault.CONDITION_WITHOUT_ANSWER]
    assert faults(FormContent([], [])) == [Fault.NO_PAGES]
    assert faults(completed([page("one")], [])) == [Fault.EMPTY_PAGE]
    assert faults(add(chosen, "field", "one", {**GROUP, "fields": []})) == [Fault.EMPTY_GROUP]
    assert faults(put(chosen, "field", "b", form_field("b", type="date")), [chosen]) == [Fault.KIND_CHANGED]
    assert faults(add(chosen, "slot", "", slot("s", when=when("zzz", "v")))) == [Fault.CONDITION_NOT_EARLIER]


def test_changes_tell_what_was_added_removed_changed_and_moved():
    added = add(CONTENT, "field", "two", form_field("d"))
    relabelled = put(CONTENT, "field", "a", form_field("a", label=both("Other")))

    assert changes_of(CONTENT, CONTENT) == []
    assert [one.change for one in changes_of(CONTENT, added)] == [ChangeKind.ADDED]
    assert [one.change for one in changes_of(added, CONTENT)] == [ChangeKind.REMOVED]
    assert [(one.change, one.names) for one in changes_of(CONTENT, relabelled)] == [(ChangeKind.CHANGED, ("label",))]
    assert [one.change for one in changes_of(CONTENT, move(CONTENT, "slot", "proof", -1))] == [ChangeKind.MOVED]


def test_question_that_goes_over_to_another_page_is_a_change():
    moved = move(CONTENT, "field", "b", 1)

    assert [one.change for one in changes_of(CONTENT, moved)] == [ChangeKind.MOVED]


@pytest.mark.parametrize("name", sorted(available_presets()))
def test_presets_have_no_faults_and_need_no_completing(name):
    frozen = load_preset(available_presets()[name]).canonical()
    content = completed(frozen["form"], frozen["dossier"]["slots"])

    assert (content.form, content.dossier) == (frozen["form"], frozen["dossier"]["slots"])
    assert faults_of(content, [content]) == []


@pytest.mark.parametrize(
    ("words", "taken", "expected"),
    [
        ("Điện tử và viễn thông", set(), "dien_tu_va_vien_thong"),
        ("Title", set(), "title_2"),
        ("Cost", {"cost", "cost_2"}, "cost_3"),
        ("2025!", set(), "field"),
        ("…", set(), "field"),
    ],
)
def test_new_part_gets_a_name_of_its_own(words, taken, expected):
    assert free_name(both(words), taken, "field") == expected
