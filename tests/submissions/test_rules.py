"""What stands between a draft and a valid submission."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.awards.dossier import slots_of
from portal.awards.form import Field, pages_of
from portal.awards.preset_words import FieldType
from portal.submissions import rules
from portal.submissions.rules import FileState, Problem, Snapshot, problems_before_submitting
from tests.factories import form_field, slot
from tests.moments import NOW, SECOND


class Rules:
    """An edition as far as the rules need one."""

    dossier = [slot("description")]
    form = [{"code": "effect", "title": {}, "help": None, "categories": [], "fields": [form_field("effect")]}]


CLOSES = NOW + timedelta(days=1)
COMPLETE = Snapshot(
    editable=True,
    opens_at=NOW - timedelta(days=1),
    closes_at=CLOSES,
    editable_until=None,
    category="one",
    title="Máy sấy",
    summary="Tóm tắt",
    answers={"effect": "Có"},
    shares=(Decimal(100),),
    files=(FileState("description", ready=True, rejected=False),),
)


def changed(**values):
    return Snapshot(**{**{name: getattr(COMPLETE, name) for name in Snapshot.__slots__}, **values})


def problems(draft, now=NOW):
    return problems_before_submitting(draft, slots_of(Rules), pages_of(Rules), now)


def test_complete_draft_has_no_problem():
    assert problems(COMPLETE) == []


def test_call_closes_at_the_deadline_to_the_second():
    assert problems(COMPLETE, CLOSES - SECOND) == []
    assert problems(COMPLETE, CLOSES) == [Problem.CALL_CLOSED]


def test_supplement_keeps_one_draft_open_after_the_deadline():
    reopened = changed(editable_until=CLOSES + timedelta(days=5))

    assert problems(reopened, CLOSES + timedelta(days=4)) == []
    assert problems(reopened, CLOSES + timedelta(days=5)) == [Problem.CALL_CLOSED]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"editable": False}, Problem.NOT_EDITABLE),
        ({"opens_at": NOW + SECOND}, Problem.NOT_OPEN_YET),
        ({"category": None}, Problem.CATEGORY_MISSING),
        ({"title": "  "}, Problem.TITLE_MISSING),
        ({"summary": ""}, Problem.SUMMARY_MISSING),
        ({"answers": {}}, Problem.ANSWERS_MISSING),
        ({"shares": ()}, Problem.AUTHORS_MISSING),
        ({"shares": (Decimal("99.99"),)}, Problem.SHARES_NOT_WHOLE),
        ({"files": ()}, Problem.FILES_MISSING),
        ({"files": (FileState("description", ready=False, rejected=False),)}, Problem.FILES_UNCHECKED),
    ],
)
def test_each_gap_is_named(values, problem):
    assert problems(changed(**values)) == [problem]


def test_every_problem_has_a_sentence():
    assert set(rules.SENTENCES) == set(Problem)


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=12))
def test_shares_are_whole_only_when_they_sum_to_exactly_one_hundred(hundredths):
    shares = [Decimal(n) / 100 for n in hundredths]

    assert rules.shares_are_whole(shares) == (sum(hundredths) == 10_000)


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=6))
def test_a_last_author_can_always_make_the_shares_whole(hundredths):
    rest = 10_000 - sum(hundredths)

    assert rest <= 0 or rules.shares_are_whole([Decimal(n) / 100 for n in [*hundredths, rest]])


@given(st.text(max_size=20))
def test_parsing_never_fails_on_what_people_type(text):
    for parse in (rules.parse_share, rules.parse_number, rules.parse_date):
        parse(text)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("33,5", "33.5"),
        ("66.67 %", "66.67"),
        ("100", "100"),
        ("0.001", None),
        ("101", None),
        ("-1", None),
        ("x", None),
        ("١", None),
    ],
)
def test_share_is_read_as_people_write_it(text, share):
    assert rules.parse_share(text) == (Decimal(share) if share else None)


@pytest.mark.parametrize(
    ("kind", "value", "fine"),
    [
        (FieldType.NUMBER, "1.200", True),
        (FieldType.NUMBER, "nhiều", False),
        (FieldType.NUMBER, "999999", False),
        (FieldType.NUMBER, "0", False),
        (FieldType.DATE, "27/3/2025", True),
        (FieldType.DATE, "2025-03-27", True),
        (FieldType.DATE, "30/2/2025", False),
        (FieldType.EMAIL, "a@b.vn", True),
        (FieldType.EMAIL, "không", False),
        (FieldType.YES_NO, "yes", True),
        (FieldType.YES_NO, "maybe", False),
        (FieldType.CHOICE, "a", True),
        (FieldType.CHOICE, "z", False),
        (FieldType.MULTIPLE_CHOICE, ["a"], True),
        (FieldType.MULTIPLE_CHOICE, ["a", "z"], False),
        (FieldType.LONG_TEXT, "một hai ba", True),
        (FieldType.LONG_TEXT, "một hai ba bốn", False),
        (FieldType.TEXT, "x" * 30, False),
        (FieldType.TEXT, ["x"], False),
        (FieldType.TEXT, "", False),
    ],
)
def test_answer_is_checked_by_its_type(kind, value, fine):
    from portal.awards.form import Option

    field = Field(
        key="k", type=kind, label={}, hint=None, required=True, max_words=3, max_length=20, minimum=1, maximum=5000,
        options=(Option("a", {}), Option("b", {})), visible_to_judges=True, public=False,
    )  # fmt: skip

    assert (rules.field_problem(field, value) is None) == fine
