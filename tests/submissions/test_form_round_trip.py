"""Whatever form an award makes: what a page shows is what it sends back, and reading never fails on what is sent."""

import pytest
from flask import render_template_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.awards.form import pages_of
from portal.core.forms import one_line, tidy
from portal.submissions import rules
from portal.submissions.answers import answers_from
from portal.submissions.conditional import conditions_on, named_problems
from tests.factories import both, form_field
from tests.form_reader import sent_by

PAGE = """{% from "components/answers.html" import asked with context %}<form data-page>
{% for field in page.fields %}{{ asked(field, answers, {}, whens.get(field.key)) }}{% endfor %}</form>"""
PLAIN = ["text", "long_text", "number", "money", "date", "choice", "yes_no", "email", "phone"]
OPTIONS = [{"value": value, "label": both(value)} for value in ("a", "b <c>", "d&e", "ế")]
WORDS = st.text(max_size=40)


def _field(key, kind, inner=()):
    options = OPTIONS if kind in ("choice", "multiple_choice") else []
    return form_field(key, type=kind, options=options, fields=list(inner), min_rows=0, max_rows=5, required=False)


def _answer(field):
    kind = field["type"]
    if kind == "group":
        row = st.fixed_dictionaries({one["key"]: _answer(one) for one in field["fields"]})
        return st.lists(row.filter(lambda values: any(values.values())), max_size=5)
    if kind == "multiple_choice":
        return st.lists(st.sampled_from([one["value"] for one in OPTIONS]), unique=True).map(
            lambda chosen: [one["value"] for one in OPTIONS if one["value"] in chosen]
        )
    if kind == "choice":
        return st.sampled_from(["", *(one["value"] for one in OPTIONS)])
    if kind == "yes_no":
        return st.sampled_from(["", "yes", "no"])
    return WORDS.map(tidy if kind == "long_text" else one_line)


@st.composite
def filled_pages(draw):
    """A page of up to five questions, some of them groups or on conditions, with answers as they are stored."""
    kinds = draw(st.lists(st.sampled_from([*PLAIN, "multiple_choice", "group"]), min_size=1, max_size=5))
    fields = []
    for place, kind in enumerate(kinds):
        inner = []
        if kind == "group":
            parts = draw(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3))
            inner = [_field(f"i{n}", part) for n, part in enumerate(parts)]
        field = _field(f"k{place}", kind, inner)
        if place and draw(st.booleans()):
            field["when"] = [{"key": f"k{place - 1}", "test": "answered", "values": ["yes"]}]
        fields.append(field)
    raw = {"code": "p", "title": both("P"), "help": None, "categories": [], "when": [], "fields": fields}
    return raw, {field["key"]: draw(_answer(field)) for field in fields}


def _page(raw):
    return pages_of(type("Form", (), {"form": [raw]}))[0]


@pytest.mark.usefixtures("app")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filled_pages())
def test_page_sends_back_what_it_shows(app, filled):
    page, answers = _page(filled[0]), filled[1]

    with app.test_request_context():
        html = render_template_string(PAGE, page=page, answers=answers, whens=conditions_on(page))

    assert answers_from(page, MultiDict(sent_by(html, "data-page"))) == answers


NAMES = st.sampled_from(["k0", "k1", "k0-0-i0", "k0-7-i0", "k0-999-i1", "k0--i0", "remove", "add", "pick-k0", "x"])


@given(filled_pages(), st.lists(st.tuples(NAMES, WORDS), max_size=12))
def test_reading_takes_anything_and_keeps_only_what_is_asked(filled, sent):
    page = _page(filled[0])

    answers = answers_from(page, MultiDict(sent))
    problems = rules.page_problems(page, answers)

    assert set(answers) == {field.key for field in page.fields}
    assert len(named_problems(page, problems)) == len(problems)


@given(filled_pages())
def test_no_problem_is_found_twice_and_leaving_is_never_stricter_than_submitting(filled):
    page, answers = _page(filled[0]), filled[1]

    leaving, submitting = rules.page_problems(page, answers, leaving=True), rules.page_problems(page, answers)

    assert set(leaving) <= set(submitting)
