"""Faults in the rules that the portal checks are told with line, key and expectation."""

from pathlib import Path

import pytest

from portal.awards.checks import agency_names, checks_of, window_of
from portal.awards.preset_file import available_presets, load_preset
from portal.awards.service import create_edition
from tests.awards.preset_breaking import FAULT_NAMES, GOOD, check_fault, fault, write
from tests.factories import make_user

RULE = "    kind: one_category\n"
CODE = "  - code: one_category\n"


def wrong(new: str, key: str, expected: str | None, found: str, name: str, at: str | None = None):
    return fault(RULE, new, at, f"checks[0].{key}", expected, found, name)


FAULTS = [
    wrong("    kind: one_categry\n", "kind", None, '"one_categry"', "unknown kind", "one_categry"),
    wrong("    kind: date_within\n    field: site\n", "field", None, '"site"', "no date", "field: site"),
    wrong("    kind: date_within\n", "field", None, "nothing", "no field"),
    wrong(f"{RULE}    passes: [yes]\n", "passes", "this key only with kind answer", "kind one_category", "no passes"),
    wrong(f"{RULE}    slots: [pich]\n", "slots[0]", None, '"pich"', "unknown document", "slots: [pich]"),
    wrong(
        "    kind: answer\n    question: employed\n    passes: [maybe]\n",
        "passes[0]",
        "one of yes, no",
        '"maybe"',
        "pass is no answer",
        "maybe",
    ),
    wrong(
        "    kind: answer\n    question: employd\n    passes: [yes]\n",
        "question",
        "the code of an eligibility question (employed, own_job) (did you mean employed?)",
        '"employd"',
        "unknown question",
        "employd",
    ),
    wrong("    kind: answer\n    passes: [yes]\n", "question", "either question or field", "neither", "nothing asked"),
    wrong(
        "    kind: answer\n    question: employed\n    field: stage\n    passes: [yes]\n",
        "question",
        "either question or field",
        "both",
        "two things asked",
        "question: employed",
    ),
    wrong("    kind: not_own_agency\n    fields: [idea]\n", "fields[0]", None, '"idea"', "no text", "fields: [idea]"),
    wrong(f"{RULE}    categories: [works]\n", "categories[0]", None, '"works"', "unknown category", "[works]"),
    wrong(f"{RULE}    kinds: x\n", "kinds", "a known key (did you mean kind?)", '"kinds"', "unknown key", "kinds: x"),
    fault(
        f"{CODE}{RULE}    severity: flag\n",
        f"{CODE}{RULE}    severity: warn\n",
        "warn",
        "checks[0].severity",
        "block or flag",
        '"warn"',
        "unknown severity",
    ),
    fault(
        "    refusal_title: The contest is for colleagues\n",
        "    refusal_title: The contest is for colleagues\n"
        "    alternatives: [{label: A friend, url: 'javascript:alert()'}]\n",
        "javascript",
        "eligibility[0].alternatives[0].url",
        "an address that begins with https://",
        '"javascript:alert()"',
        "address that is none",
    ),
]


@pytest.mark.parametrize(FAULT_NAMES, FAULTS)
def test_fault_of_a_check_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)


def test_date_check_needs_a_window(tmp_path: Path):
    text = GOOD.replace("key: site, type: text", "key: site, type: date").replace(
        "required: true, max_length: 80, v", "v"
    )
    date_rule = text.replace(RULE, "    kind: date_within\n    field: site\n")

    loaded = write(tmp_path, date_rule.replace("    comment_days: 7\n", "    applied_from: 2026-01-01\n"))
    assert load_preset(loaded).checks[0].field == "site"
    with pytest.raises(Exception, match="applied_from or applied_to in the calendar of the edition, found"):
        load_preset(write(tmp_path, date_rule))


def test_preset_without_checks_is_whole(tmp_path: Path):
    text = GOOD[: GOOD.index("checks:\n")] + GOOD[GOOD.index("screening_reasons:\n") :]

    assert load_preset(write(tmp_path, text)).checks == ()


@pytest.mark.usefixtures("app")
def test_edition_freezes_the_checks_with_window_and_aliases():
    edition = create_edition(load_preset(available_presets()["hcmc"]), actor=make_user())

    checks = {check.code: check for check in checks_of(edition)}
    assert checks["not_own_agency"].fields == ("organisation",)
    assert checks["earlier_awards"].passes == ("no",)
    assert [day.isoformat() for day in window_of(edition)] == ["2023-04-01", "2025-01-31"]
    assert "Sở KH&CN" in agency_names(edition.categories[6])
    assert agency_names(edition.categories[6])[0] == "Sở Khoa học và Công nghệ"
