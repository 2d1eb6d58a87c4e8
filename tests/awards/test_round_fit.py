"""A rubric fits the round it is judged in, or the preset and the reason are told."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.awards.preset_file import available_presets, load_preset
from portal.awards.preset_words import CriterionKind, RoundKind
from portal.awards.round_fit import Misfit, misfit
from tests.awards.preset_breaking import error_of, replaced, write

POSTERS = available_presets()["posters"].read_text(encoding="utf-8")
SAFETY = available_presets()["safety"].read_text(encoding="utf-8")
KIND = "    kind: {}\n    name: "
POINTS, PASS, PLACE = CriterionKind.POINTS, CriterionKind.PASS_FAIL, CriterionKind.PLACE


def rubric(*kinds, outside=()):
    return [SimpleNamespace(kind=kind, counts=True) for kind in kinds] + [
        SimpleNamespace(kind=kind, counts=False) for kind in outside
    ]


@pytest.mark.parametrize(
    ("kind", "criteria", "found"),
    [
        (RoundKind.SCORING, rubric(POINTS, outside=[PASS, CriterionKind.RECOMMENDATION]), None),
        (RoundKind.SCORING, rubric(POINTS, PASS), Misfit.ONLY_POINTS_COUNT),
        (RoundKind.SCORING, rubric(PLACE), Misfit.ONLY_POINTS_COUNT),
        (RoundKind.PASS_FAIL, rubric(PASS, PASS, outside=[POINTS]), None),
        (RoundKind.PASS_FAIL, rubric(PASS, POINTS), Misfit.ONLY_PASSES_COUNT),
        (RoundKind.PASS_FAIL, rubric(outside=[PASS]), Misfit.NOTHING_COUNTS),
        (RoundKind.RANKING, rubric(PLACE), None),
        (RoundKind.PAIRWISE, rubric(PLACE, outside=[PASS]), Misfit.ONLY_A_PLACE),
        (RoundKind.PAIRWISE, rubric(POINTS), Misfit.ONLY_A_PLACE),
        (RoundKind.BALLOT, rubric(POINTS, PLACE), None),
    ],
)
def test_rubric_is_held_against_the_kind_of_round(kind, criteria, found):
    assert misfit(kind, criteria) is found


def test_kinds_say_who_judges_and_whether_works_are_put_in_order():
    assert {kind for kind in RoundKind if not kind.has_panels} == {RoundKind.BALLOT}
    assert {kind for kind in RoundKind if kind.is_ordered} == {RoundKind.RANKING, RoundKind.PAIRWISE}


@pytest.mark.parametrize(("name", "kind"), [("safety", "pass_fail"), ("posters", "ranking"), ("names", "pairwise")])
def test_preset_of_each_kind_is_sound(name, kind):
    preset = load_preset(available_presets()[name])

    assert [one.kind for one in preset.rounds] == [RoundKind(kind)]
    assert misfit(preset.rounds[0].kind, preset.categories[0].rubric.criteria) is None


@pytest.mark.parametrize(
    ("text", "old", "kind", "expected", "found"),
    [
        (POSTERS, "ranking", "scoring", "criteria that count to be of kind points", "place (place)"),
        (POSTERS, "ranking", "pass_fail", "criteria that count to be of kind pass_fail", "place (place)"),
        (SAFETY, "pass_fail", "pairwise", "a single criterion of kind place",
         "exits (pass_fail), guards (pass_fail), training (pass_fail), reports (pass_fail)"),
    ],
)  # fmt: skip
def test_rubric_that_does_not_fit_is_told_with_the_round(tmp_path: Path, text, old, kind, expected, found):
    error = error_of(tmp_path, replaced(KIND.format(old), KIND.format(kind), text))

    code = {POSTERS: "exhibition", SAFETY: "inspection"}[text]
    assert (error.key, error.found) == ("categories[0].rubric.criteria", found)
    assert error.expected == f"{expected}, because round {code} is of kind {kind}"


def test_passes_that_do_not_count_leave_a_round_without_a_result(tmp_path: Path):
    text = SAFETY.replace("          counts: yes\n", "").replace("    scale: 100\n", "    scale: 100\n")

    assert "max_points that add up to 100" in error_of(tmp_path, text).expected


@pytest.mark.parametrize("key", ["max_points: 10", "step: 1", "weight: 2", "counts: no", "comment_below: 3"])
def test_place_takes_no_other_key(tmp_path: Path, key):
    text = replaced("          kind: place\n", f"          kind: place\n          {key}\n", POSTERS)

    error = error_of(tmp_path, text)

    assert (error.key, error.expected) == (
        f"categories[0].rubric.criteria[0].{key.partition(':')[0]}", "no such key in a criterion of kind place"
    )  # fmt: skip


def test_ordered_round_has_a_scale_of_100(tmp_path: Path):
    text = replaced("    scale: 100\n", "    scale: 60\n", POSTERS)

    assert [error_of(tmp_path, text).expected, error_of(tmp_path, text).found] == [
        "max_points that add up to 60", "100"
    ]  # fmt: skip


def test_shares_of_a_ballot_are_refused_in_every_judged_round(tmp_path: Path):
    text = replaced("    council: Exhibition judges\n", "    council: Exhibition judges\n    quorum: 1/2\n", POSTERS)

    assert error_of(tmp_path, text).expected == "no such key in a ranking round"
    assert load_preset(write(tmp_path, POSTERS)).edition.result.scale == 100
