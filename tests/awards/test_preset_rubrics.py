"""Kinds, weights, required remarks and the rule of the result, as a preset says them; faults are told by path."""

from decimal import Decimal
from pathlib import Path

import pytest

from portal.awards.preset_file import available_presets, load_preset
from portal.awards.preset_words import CriterionKind, RecusedSheets
from portal.awards.service import create_edition
from tests.awards.preset_breaking import FAULT_NAMES, GOOD, check_fault, error_of, fault, replaced, write

LAST_BAND = "            - {from: 5, to: 10, label: Fresh, description: Nobody here has tried it.}\n"
MORE = (
    LAST_BAND
    + """        - {code: fit, kind: pass_fail, comment_below: 1, name: Fit, guidance: Is it about our work?}
        - code: advice
          kind: recommendation
          name: Advice
          guidance: What should be done with it?
          choices:
            - {value: 1, label: Put aside, comment: yes}
            - {value: 2, label: Do it}
"""
)
RULE = "    threshold: 32.5\n"


def changed(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        text = replaced(old, new, text)
    return text


def test_rubric_says_everything_a_criterion_may_have(tmp_path: Path):
    # The last criterion of the first category counts four times a quarter: 10 points stay 10 of the scale.
    weighted = LAST_BAND.replace("to: 10", "to: 40") + "          weight: 0.25\n          comment_below: 8\n"
    text = changed(
        (LAST_BAND, weighted + MORE.removeprefix(LAST_BAND)),
        ("          guidance: Is it new to us?\n          max_points: 10\n",
         "          guidance: Is it new to us?\n          comment_above: 39.5\n          max_points: 40\n"),
        (RULE, RULE + "    disagreement: 12.5\n    recused_sheets: keep_finished\n    ties: [feasibility]\n"),
    )  # fmt: skip

    preset = load_preset(write(tmp_path, text))

    fresh, fit, advice = preset.categories[0].rubric.criteria[2:]
    assert (fresh.weight, fresh.comment_below, fresh.comment_above) == (Decimal("0.25"), Decimal(8), Decimal("39.5"))
    assert (fit.kind, fit.max_points, fit.counts, fit.comment_below) == (CriterionKind.PASS_FAIL, 1, False, Decimal(1))
    assert [(one.value, one.comment) for one in advice.choices] == [(1, True), (2, False)]
    assert advice.kind is CriterionKind.RECOMMENDATION
    assert not advice.counts
    result = preset.edition.result
    assert (result.disagreement, result.recused_sheets, result.ties) == (
        Decimal("12.5"), RecusedSheets.KEEP_FINISHED, ("feasibility",)
    )  # fmt: skip
    assert [one.ties for one in preset.categories] == [("feasibility",)] * 2
    assert [one.disagreement for one in preset.categories] == [Decimal("12.5")] * 2


def test_criterion_that_does_not_count_is_outside_the_scale(tmp_path: Path):
    text = changed((LAST_BAND, LAST_BAND + "          counts: no\n"))

    assert error_of(tmp_path, text).expected == "max_points that add up to 50"
    assert error_of(tmp_path, text).found == "40"


@pytest.mark.usefixtures("app")
def test_edition_keeps_what_the_preset_says(tmp_path: Path):
    rule = "    disagreement: 12.5\n    recused_sheets: keep_finished\n    ties: [feasibility]\n"
    edition = create_edition(load_preset(write(tmp_path, changed((LAST_BAND, MORE), (RULE, RULE + rule)))), actor=None)

    first = edition.categories[0]
    assert edition.keeps_recused is True
    assert (first.disagreement, first.tie_criteria, first.rubric_frozen_at) == (Decimal("12.5"), ["feasibility"], None)
    assert [(one.code, one.kind.value, one.counts) for one in first.criteria[-2:]] == [
        ("fit", "pass_fail", False), ("advice", "recommendation", False)
    ]  # fmt: skip
    assert first.criteria[-1].choices == [
        {"value": 1, "label": {"en": "Put aside"}, "comment": True},
        {"value": 2, "label": {"en": "Do it"}, "comment": False},
    ]


@pytest.mark.usefixtures("app")
def test_hcmc_keeps_its_rule():
    edition = create_edition(load_preset(available_presets()["hcmc"]), actor=None)

    criteria = [one for category in edition.categories for one in category.criteria]
    assert {(one.kind, one.weight, one.counts, one.comment_below, one.comment_above) for one in criteria} == {
        (CriterionKind.POINTS, Decimal(1), True, None, None)
    }
    assert {sum(one.max_points for one in category.criteria) for category in edition.categories} == {Decimal(100)}
    assert edition.keeps_recused is False
    assert {(one.disagreement, tuple(one.tie_criteria)) for one in edition.categories} == {(None, ())}


FAULTS = [
    fault(LAST_BAND, LAST_BAND + "          kind: point\n", "kind: point\n", "categories[0].rubric.criteria[2].kind",
          "points, pass_fail, recommendation or place", '"point"', "unknown kind"),
    fault(LAST_BAND, LAST_BAND + "          weight: 0\n", "weight: 0\n", "categories[0].rubric.criteria[2].weight",
          "a weight such as 1 or 0.25, from 0.01 to 99.99", '0', "no weight"),
    fault(LAST_BAND, LAST_BAND + "          weight: 0.125\n", "weight: 0.125",
          "categories[0].rubric.criteria[2].weight", None, '0.125', "weight of three decimals"),
    fault(LAST_BAND, LAST_BAND + "          weight: 2\n", None, "categories[0].rubric.criteria",
          "weight × max_points that add up to 50", "60", "weighted points do not add up"),
    fault(LAST_BAND, LAST_BAND + "          comment_below: 11\n", "comment_below",
          "categories[0].rubric.criteria[2].comment_below", "at most the highest value (10)", "11", "bound too high"),
    fault(LAST_BAND, MORE.replace("comment_below: 1,", "max_points: 2,"), "max_points: 2,",
          "categories[0].rubric.criteria[3].max_points", "no such key in a criterion of kind pass_fail", '2',
          "points of a pass"),
    fault(LAST_BAND, MORE.replace("{value: 2, label", "{value: 1, label"), "{value: 1, label: Do it",
          "categories[0].rubric.criteria[4].choices[1].value", "a value of its own",
          '"1" again (the first is on line <value: 1, label: Put aside>)', "choice twice"),
    fault(LAST_BAND, MORE.replace("            - {value: 2, label: Do it}\n", ""), "choices:",
          "categories[0].rubric.criteria[4].choices", "at least two recommendations", "1", "no choice at all"),
    fault(RULE, RULE + "    ties: [novelty]\n", None, "categories[0].ties",
          "the codes of criteria of this category with points: usefulness, feasibility, freshness", '"novelty"',
          "tie by what nobody scores"),
    fault(RULE, RULE + "    disagreement: 50\n", "disagreement: 50", "edition.result.disagreement",
          "less than the scale (50)", "50", "difference nobody can reach"),
    fault(RULE, RULE + "    recused_sheets: keep\n", "recused_sheets: keep", "edition.result.recused_sheets",
          "leave_out or keep_finished", '"keep"', "unknown rule for recused judges"),
]  # fmt: skip


@pytest.mark.parametrize(FAULT_NAMES, FAULTS)
def test_fault_of_a_rubric_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)


def test_choices_beside_points_are_refused(tmp_path: Path):
    error = error_of(tmp_path, changed((LAST_BAND, LAST_BAND + "          choices: [{value: 1, label: One}]\n")))

    assert (error.key, error.expected) == (
        "categories[0].rubric.criteria[2].choices", "no such key in a criterion of kind points"
    )  # fmt: skip
