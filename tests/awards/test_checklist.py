"""The secretary's checklist and the handling of secret works: read, checked, and frozen into the edition."""

from pathlib import Path

import pytest

from portal.awards.checklist import checklist_of
from portal.awards.handling import special_handling, takes_stubs
from portal.awards.preset_file import available_presets, load_preset
from portal.awards.service import create_edition
from tests.awards.preset_breaking import FAULT_NAMES, GOOD, check_fault, error_of, fault, write
from tests.factories import make_user

LAST = "  - code: numbers_add_up\n"


@pytest.mark.parametrize(
    FAULT_NAMES,
    [
        fault(
            "    question: Do the numbers of the costing add up?\n", "", LAST.strip(),
            "screening_checklist[1].question", "text in en", "nothing", "no question",
        ),
        fault(
            LAST, "  - code: pitch_readable\n", None, "screening_checklist[1].code", "a code of its own",
            '"pitch_readable" again (the first is on line <code: pitch_readable>)', "code twice",
        ),
        fault(
            "    help: A rough check is enough.\n", "    hlep: A rough check.\n", "hlep", "screening_checklist[1].hlep",
            "a known key (did you mean help?)", '"hlep"', "misspelt key",
        ),
        fault(
            "    help: A rough check is enough.\n    categories: [footprint]", "    categories: [feet]", "feet",
            "screening_checklist[1].categories[0]", None, '"feet"', "unknown category",
        ),
    ],
)  # fmt: skip
def test_checklist_fault_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)


def test_a_preset_may_leave_the_checklist_out(tmp_path: Path):
    preset = load_preset(write(tmp_path, GOOD[: GOOD.index("screening_checklist:")]))

    assert preset.screening_checklist == ()


def test_stubs_need_a_warning_that_authors_read(tmp_path: Path):
    text = GOOD.replace("    prize_cap: 3\n", "    prize_cap: 3\n    stub_when_secret: yes\n", 1)

    problem = error_of(tmp_path, text).problems[0]

    assert problem.key == "categories[0].special_handling"
    assert problem.expected == "a text, because stub_when_secret is yes"


@pytest.mark.usefixtures("app")
def test_edition_freezes_checklist_and_handling_for_each_category():
    edition = create_edition(load_preset(available_presets()["hcmc"]), actor=make_user())
    economy, defence = edition.categories[:2]

    assert "no_state_secrets" in [item.code for item in checklist_of(edition, defence)]
    assert "no_state_secrets" not in [item.code for item in checklist_of(edition, economy)]
    assert len(checklist_of(edition, economy)) == 9
    assert [takes_stubs(edition, one) for one in (economy, defence, None)] == [False, True, False]
    assert special_handling(edition, economy) is None
    assert "state secrets" in special_handling(edition, defence)["en"]
