"""The rules of the award as pure functions: dates at their bounds, names with and without marks, works alike."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.awards.checks import Check
from portal.awards.preset_words import CheckKind, Severity
from portal.submissions.checks import Facts, Outcome, Result, Rival, name_key, results_of, separate
from tests.factories import both

FIRST, LAST = date(2023, 4, 1), date(2025, 1, 31)
IGNORE = ("Thành phố Hồ Chí Minh", "Thành phố", "TP.HCM", "TPHCM", "và")
AGENCY = ("Sở Khoa học và Công nghệ", "Department of Science and Technology", "Sở KH&CN")
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def check(kind, severity="block", **values):
    return Check("rule", CheckKind(kind), Severity(severity), both("Rule"), both("Why"), **values)


def facts(**values):
    plain = {
        "category": "startup",
        "title": "Máy sấy",
        "organisations": (),
        "eligibility": {},
        "answers": {},
        "files": frozenset(),
        "window": (FIRST, LAST),
        "agency": AGENCY,
    }
    return Facts(**{**plain, **values})


def outcome(one, **values):
    return results_of([one], facts(**values))[0].outcome


@pytest.mark.parametrize(
    ("given_answer", "expected"),
    [("yes", Outcome.PASSED), ("no", Outcome.BLOCKED), ("", Outcome.NOT_APPLICABLE), (None, Outcome.NOT_APPLICABLE)],
)
def test_answer_must_be_one_that_passes(given_answer, expected):
    rule = check("answer", question="applied", passes=("yes",))

    assert outcome(rule, eligibility={"applied": given_answer}) is expected


def test_every_chosen_answer_must_pass_and_a_flag_blocks_nothing():
    rule = check("answer", "flag", field="prizes", passes=("none", "small"))

    assert outcome(rule, answers={"prizes": ["none", "small"]}) is Outcome.PASSED
    assert outcome(rule, answers={"prizes": ["small", "large"]}) is Outcome.FLAGGED


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (FIRST - timedelta(days=1), Outcome.BLOCKED),
        (FIRST, Outcome.PASSED),
        (LAST, Outcome.PASSED),
        (LAST + timedelta(days=1), Outcome.BLOCKED),
    ],
)
def test_both_ends_of_the_window_belong_to_it(day, expected):
    rule = check("date_within", field="on")

    assert outcome(rule, answers={"on": day.isoformat()}) is expected
    assert outcome(rule, answers={"on": f"{day.day}/{day.month}/{day.year}"}) is expected


@given(DAYS, st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS))
def test_an_end_that_is_absent_lets_every_day_by(day, first, last):
    rule = check("date_within", field="on")

    found = outcome(rule, answers={"on": day.isoformat()}, window=(first, last))

    inside = (first or date.min) <= day <= (last or date.max)
    without = first is None and last is None
    assert found is (Outcome.NOT_APPLICABLE if without else Outcome.PASSED if inside else Outcome.BLOCKED)


@pytest.mark.parametrize("given_answer", [None, "", "hôm qua", ["2024-01-01"]])
def test_what_is_no_date_is_not_compared(given_answer):
    assert outcome(check("date_within", field="on"), answers={"on": given_answer}) is Outcome.NOT_APPLICABLE


def test_date_keeps_the_values_it_compared():
    (found,) = results_of([check("date_within", field="on")], facts(answers={"on": "1/3/2023"}))

    compared = {"day": "2023-03-01", "from": "2023-04-01", "to": "2025-01-31"}
    assert found == Result("rule", Outcome.BLOCKED, compared)


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        ("Sở Khoa học và Công nghệ", Outcome.BLOCKED),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ TP.HCM", Outcome.BLOCKED),
        ("So Khoa hoc va Cong nghe Thanh pho Ho Chi Minh", Outcome.BLOCKED),
        ("Sở Khoa học & Công nghệ TPHCM", Outcome.BLOCKED),
        ("Sở KH & CN", Outcome.BLOCKED),
        ("sở kh&cn tp.hcm", Outcome.BLOCKED),
        ("department of science and technology", Outcome.BLOCKED),
        ("Trường ĐH Bách khoa; Sở KH&CN", Outcome.BLOCKED),
        ("Sở Khoa học và Công nghệ tỉnh Đồng Nai", Outcome.PASSED),
        ("Trung tâm Thông tin Sở Khoa học và Công nghệ", Outcome.PASSED),
        ("Trường Đại học Khoa học", Outcome.PASSED),
        ("Công nghệ", Outcome.PASSED),
        ("", Outcome.NOT_APPLICABLE),
        ("Thành phố", Outcome.PASSED),
    ],
)
def test_agency_is_known_by_whole_name_or_alias_only(organisation, expected):
    rule = check("not_own_agency", ignore=IGNORE, fields=("body",))

    assert outcome(rule, organisations=(organisation,)) is expected
    assert outcome(rule, answers={"body": organisation}) is expected


def test_agency_of_no_name_and_a_name_of_ignored_words_match_nobody():
    rule = check("not_own_agency", ignore=IGNORE)

    assert outcome(rule, organisations=("Sở KH&CN",), agency=()) is Outcome.NOT_APPLICABLE
    assert outcome(rule, organisations=("TP.HCM",), agency=("Thành phố",)) is Outcome.PASSED


@given(st.sampled_from(AGENCY), st.sampled_from(["NFC", "NFD"]), st.sampled_from([str.upper, str.lower, str.title]))
def test_spelling_of_a_name_does_not_matter(name, form, case):
    written = unicodedata.normalize(form, case(name))

    assert name_key(written, IGNORE) == name_key(name, IGNORE)
    assert name_key(f"{written} – TP.HCM", IGNORE) == name_key(name, IGNORE)


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=4))
def test_ignored_words_only_ever_take_words_away(name, ignore):
    words, left = name_key(name).split(), name_key(name, ignore).split()

    remaining = iter(words)
    assert all(word in remaining for word in left)


def test_organisations_are_divided_by_semicolons():
    assert separate(" Sở A; Sở B và C ;; –") == ["Sở A", "Sở B và C"]


def rival(**values):
    return Rival(**{"number": "T-2-1", "category": 2, "title": "Khác", "files": frozenset(), **values})


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (rival(title="MAY SAY!"), "title"),
        (rival(files=frozenset({("description", "a" * 64)})), "file"),
        (rival(files=frozenset({("photos", "b" * 64)})), ""),
        (rival(files=frozenset({("description", "")})), ""),
        (rival(), ""),
    ],
)
def test_same_title_or_same_document_is_the_same_work(other, alike):
    rule = check("one_category", slots=("description",))
    files = frozenset({("description", "a" * 64), ("photos", "b" * 64), ("description", "")})

    (found,) = results_of([rule], facts(files=files, rivals=(rival(), other)))

    assert found.outcome is (Outcome.BLOCKED if alike else Outcome.PASSED)
    assert found.compared == ({"number": "T-2-1", "category": 2, "alike": alike} if alike else {"works": 2})


def test_every_document_counts_unless_some_are_named():
    seal = frozenset({("photos", "b" * 64)})

    assert outcome(check("one_category"), files=seal, rivals=(rival(files=seal),)) is Outcome.BLOCKED


def test_works_without_a_title_are_not_alike():
    assert outcome(check("one_category"), title=" ", rivals=(rival(title="–"),)) is Outcome.PASSED


def test_rule_of_other_categories_is_not_applicable():
    rule = check("not_own_agency", categories=("media",), ignore=IGNORE)

    assert outcome(rule, organisations=("Sở KH&CN",)) is Outcome.NOT_APPLICABLE
    assert outcome(rule, organisations=("Sở KH&CN",), category="media") is Outcome.BLOCKED
    assert outcome(check("one_category"), category=None, rivals=(rival(title="Máy sấy"),)) is Outcome.NOT_APPLICABLE
