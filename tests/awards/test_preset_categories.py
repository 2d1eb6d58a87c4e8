"""Faults in categories, rubrics and bands are told with line, key and expectation."""

from pathlib import Path

import pytest

from tests.awards.preset_breaking import FAULT_NAMES, check_fault, error_of, fault, replaced

CRITERION = "categories[1].rubric.criteria[0]"

FAULTS = [
    fault(
        "    scale: 50\n",
        "    scale: 60\n",
        None,
        "categories[0].rubric.criteria",
        "max_points that add up to 60",
        "50",
        "points do not add up",
    ),
    fault(
        "    total_cap: 5\n",
        "    total_cap: 2\n",
        None,
        "categories[0].prize_cap",
        "at most the total cap of the edition (2)",
        "3",
        "category cap above total",
    ),
    fault(
        "  - number: 2\n",
        "  - number: 1\n",
        None,
        "categories[1].number",
        "a number of its own",
        '"1" again (the first is on line <- number: 1>)',
        "number twice",
    ),
    fault(
        "    code: footprint\n",
        "    code: workplace\n",
        None,
        "categories[1].code",
        "a code of its own",
        '"workplace" again (the first is on line <code: workplace>)',
        "code twice",
    ),
    fault(
        "    judges_per_submission: 3\n",
        "    judges_per_submission: 1\n",
        "judges_per_submission: 1",
        "categories[1].judges_per_submission",
        "at least minimum_sheets of the edition (2)",
        "1",
        "too few judges",
    ),
    fault(
        "max_points: 30\n",
        'max_points: "many"\n',
        '"many"',
        f"{CRITERION}.max_points",
        "a whole number from 1 to 1000",
        '"many"',
        "words for points",
    ),
    fault(
        "max_points: 30\n",
        "max_points: 30\n          step: 0.7\n",
        "0.7",
        f"{CRITERION}.step",
        "a step such as 1 or 0.5 that divides max_points",
        "0.7",
        "step does not divide",
    ),
    fault(
        "{from: 10, to: 19,",
        "{from: 11, to: 19,",
        "{from: 11, to: 19,",
        f"{CRITERION}.bands[1].from",
        "10, so that bands follow each other",
        "11",
        "gap between bands",
    ),
    fault(
        "{from: 10, to: 19,",
        "{from: 9, to: 19,",
        "{from: 9, to: 19,",
        f"{CRITERION}.bands[1].from",
        "10, so that bands follow each other",
        "9",
        "bands overlap",
    ),
    fault(
        "{from: 20, to: 30,",
        "{from: 20, to: 31,",
        "to: 31,",
        f"{CRITERION}.bands[2].to",
        "points from 20 to max_points (30)",
        "31",
        "band above the maximum",
    ),
    fault(
        "{from: 20, to: 30,",
        "{from: 20, to: 29,",
        "to: 29,",
        f"{CRITERION}.bands[2].to",
        "max_points (30) in the last band",
        "29",
        "bands stop short",
    ),
]


@pytest.mark.parametrize(FAULT_NAMES, FAULTS)
def test_category_fault_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)


def test_fault_of_one_value_is_told_once(tmp_path: Path):
    text = replaced("{from: 20, to: 30,", "{from: 20, to: 31,")

    error = error_of(tmp_path, text)

    assert len(error.problems) == 1


def test_wrong_points_are_not_followed_by_a_wrong_sum(tmp_path: Path):
    text = replaced("max_points: 30\n", 'max_points: "many"\n')

    error = error_of(tmp_path, text)

    assert [problem.key for problem in error.problems] == [f"{CRITERION}.max_points"]
