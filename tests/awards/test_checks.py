"""The award's rules as named checks: pure, exact at their bounds, and silent about what is not known yet."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.awards.checks import Check, CheckKind, Facts, OtherWork, Outcome, Severity, evaluate
from tests.awards.preset_breaking import FAULT_NAMES, check_fault, fault
from tests.factories import both

FIRST, LAST = date(2023, 4, 1), date(2025, 1, 31)


def check(kind, severity=Severity.BLOCK, key=None, passes=()):
    return Check("c", kind, severity, both("Name"), both("Text"), key, tuple(passes))


def facts(**values):
    plain = {
        "eligibility": {}, "answers": {}, "window": (FIRST, LAST), "agency": (), "organisations": (),
        "title": "Máy sấy", "files": frozenset(), "others": (),
    }  # fmt: skip
    return Facts(**{**plain, **values})


def outcome(one, **values):
    return evaluate(one, facts(**values)).outcome


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("31/3/2023", Outcome.BLOCKED),
        ("1/4/2023", Outcome.PASSED),
        ("2025-01-31", Outcome.PASSED),
        ("1/2/2025", Outcome.BLOCKED),
        ("hôm qua", Outcome.OPEN),
        ("", Outcome.OPEN),
        (None, Outcome.OPEN),
    ],
)
def test_date_is_inside_the_window_to_the_day(day, expected):
    assert outcome(check(CheckKind.DATE_WITHIN, key="d"), answers={"d": day}) is expected


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from([(FIRST, LAST), (None, LAST), (FIRST, None), (None, None)]),
)
def test_open_ends_of_the_window_let_everything_in(day, window):
    first, last = window
    inside = (first or day) <= day <= (last or day)

    found = outcome(check(CheckKind.DATE_WITHIN, key="d"), answers={"d": f"{day:%d/%m/%Y}"}, window=window)

    assert (found is Outcome.PASSED) == inside
    assert inside or day + timedelta(days=1) <= FIRST or day > LAST


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        ("Sở Khoa học và Công nghệ", Outcome.BLOCKED),
        ("SO KHOA HOC VA CONG NGHE", Outcome.BLOCKED),
        ("Sở KH&CN", Outcome.BLOCKED),
        ("Trường Đại học Khoa học và Công nghệ", Outcome.PASSED),
        ("Trung tâm thuộc Sở Khoa học và Công nghệ", Outcome.PASSED),
        ("", Outcome.PASSED),
    ],
)
def test_agency_is_known_by_its_whole_name_or_another_way_of_writing_it(organisation, expected):
    agency = ("Sở Khoa học và Công nghệ", "Department of Science and Technology", "Sở KH&CN")

    found = evaluate(check(CheckKind.NOT_OWN_AGENCY), facts(agency=agency, organisations=("Công ty A", organisation)))

    assert found.outcome is expected
    assert found.found == (organisation if expected is Outcome.BLOCKED else "")


def test_category_without_an_agency_bars_nobody():
    assert outcome(check(CheckKind.NOT_OWN_AGENCY), organisations=("Sở A",)) is Outcome.OPEN


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (OtherWork("N-1", "MAY SAY"), Outcome.BLOCKED),
        (OtherWork("N-1", "Máy khác", frozenset({"aa"})), Outcome.BLOCKED),
        (OtherWork("N-1", "Máy khác", frozenset({"bb"})), Outcome.PASSED),
    ],
)
def test_work_enters_one_category(other, expected):
    found = evaluate(check(CheckKind.ONE_CATEGORY), facts(others=(other,), files=frozenset({"aa", "cc"})))

    assert found.outcome is expected
    assert found.found == ("" if expected is Outcome.PASSED else f"N-1 {other.title}")


def test_flag_never_blocks_and_an_answer_may_stand_in_the_form_or_before_it():
    flag = check(CheckKind.ANSWER, Severity.FLAG, "won", ["no"])

    assert outcome(flag, eligibility={"won": "yes"}) is Outcome.FLAGGED
    assert outcome(flag, eligibility={"won": "yes"}, answers={"won": "no"}) is Outcome.PASSED
    assert outcome(flag) is Outcome.OPEN
    assert outcome(check(CheckKind.ANSWER, key="k", passes=["a", "b"]), answers={"k": ["a", "c"]}) is Outcome.BLOCKED


CHECK = "    name: Entered once\n"
FAULTS = [
    fault("kind: one_category", "kind: two_categories", "kind: two_categories", "checks[0].kind",
          "one of answer, date_within, one_category, not_own_agency", '"two_categories"', "unknown kind"),
    fault("kind: one_category", "kind: date_within", "  - code: one_category", "checks[0].key", None, "nothing",
          "date without a key"),
    fault("kind: one_category", "kind: answer\n    key: employed\n    passes: [perhaps]", "passes: [perhaps]",
          "checks[0].passes[0]", "one of yes, no", '"perhaps"', "pass that is no answer"),
    fault("kind: one_category", "kind: date_within\n    key: cost", "key: cost\n    severity", "checks[0].key", None,
          '"cost"', "key that is no date"),
    fault("severity: flag\n", "severity: warn\n", "severity: warn", "checks[0].severity", "block or flag", '"warn"',
          "unknown severity"),
    fault(CHECK, f"{CHECK}    key: employed\n", "key: employed\n    text", "checks[0].key",
          "no such key with kind one_category", '"key"', "key that is not looked at"),
]  # fmt: skip


@pytest.mark.parametrize(FAULT_NAMES, FAULTS)
def test_check_fault_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)
