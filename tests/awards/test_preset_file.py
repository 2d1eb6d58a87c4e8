"""The presets that come with the portal load whole, and a broken one tells everything at once."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.awards.preset_file import (
    PresetError,
    available_presets,
    load_preset,
    load_works,
    works_beside,
)
from portal.awards.preset_schema import Preset
from portal.awards.preset_words import FieldType, RoundKind
from tests.awards.preset_breaking import GOOD, error_of, line_with, replaced, write

HCMC = available_presets()["hcmc"]
IDEAS = available_presets()["ideas"]


def load_both() -> list[Preset]:
    return [load_preset(path) for path in available_presets().values()]


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def test_available_presets_are_those_in_the_package():
    assert list(available_presets()) == ["hcmc", "ideas", "names", "posters", "safety"]


def test_hcmc_edition_has_the_announced_dates_and_limits():
    edition = load_preset(HCMC).edition

    assert edition.code == "HCM-2025"
    assert edition.locales == ("vi", "en")
    assert edition.calendar.opens_at.astimezone(UTC) == datetime(2024, 10, 25, 17, tzinfo=UTC)
    assert edition.calendar.closes_at.astimezone(UTC) == datetime(2025, 1, 31, 17, tzinfo=UTC)
    assert edition.calendar.applied_to == date(2025, 1, 31)
    assert edition.result.threshold == 80
    assert (edition.prize_pool.currency, edition.prize_pool.total_cap) == ("VND", 70)


def test_hcmc_categories_are_seven_with_caps_that_fill_the_total():
    categories = load_preset(HCMC).categories

    assert [category.number for category in categories] == [1, 2, 3, 4, 5, 6, 7]
    assert [category.prize_cap for category in categories] == [10, 5, 10, 5, 10, 15, 15]
    assert len(categories[5].sub_disciplines) == 5
    assert [category.number for category in categories if category.special_handling] == [2]


def load_scored() -> list[Preset]:
    """Those whose panels give points: pass or fail, and places, have no bands and no sum."""
    return [one for one in load_both() if any(each.kind is RoundKind.SCORING for each in one.rounds)]


@pytest.mark.parametrize("preset", load_scored(), ids=lambda preset: preset.award.slug)
def test_rubric_points_add_up_to_the_scale(preset: Preset):
    sums = {sum(one.max_points for one in category.rubric.criteria) for category in preset.categories}

    assert sums == {preset.edition.result.scale}


@pytest.mark.parametrize("preset", load_scored(), ids=lambda preset: preset.award.slug)
def test_bands_cover_every_step_of_every_criterion(preset: Preset):
    for category in preset.categories:
        for criterion in category.rubric.criteria:
            covered = [
                band.from_points + criterion.step * index
                for band in criterion.bands
                for index in range(int((band.to_points - band.from_points) / criterion.step) + 1)
            ]
            steps = int(criterion.max_points / criterion.step)
            assert covered == [criterion.step * index for index in range(steps + 1)]


def test_hcmc_prizes_are_those_announced():
    prizes = load_preset(HCMC).prizes

    assert [(p.rank, p.code, p.amount, p.max_per_category) for p in prizes] == [
        (1, "first", 200_000_000, 1),
        (2, "second", 150_000_000, None),
        (3, "third", 100_000_000, None),
    ]


def test_hcmc_rounds_score_first_and_vote_last():
    rounds = load_preset(HCMC).rounds

    assert [(r.code, r.kind, r.quorum) for r in rounds] == [
        ("field", RoundKind.SCORING, None),
        ("city", RoundKind.BALLOT, "2/3"),
    ]


def test_hcmc_form_never_shows_the_contact_person_to_judges_or_public():
    (page,) = [page for page in load_preset(HCMC).form if page.code == "contact_person"]

    assert [field.type for field in page.fields] == [FieldType.TEXT, FieldType.PHONE, FieldType.EMAIL]
    assert not any(field.visible_to_judges or field.public for field in page.fields)


def test_hcmc_earlier_award_is_flagged_and_not_refused():
    questions = load_preset(HCMC).eligibility

    assert [question.code for question in questions if not question.blocking] == [
        "earlier_awards",
        "earlier_award_kind",
    ]
    assert questions[-1].answers == ("other", "this_award")
    assert [(one.key, one.values) for one in questions[-1].when] == [("earlier_awards", ("yes",))]


def test_hcmc_checks_are_the_rules_of_the_award():
    checks = load_preset(HCMC).checks

    assert [(check.code, check.kind.value, check.severity.value) for check in checks] == [
        ("applied_in_city", "answer", "block"),
        ("applied_in_window", "date_within", "block"),
        ("one_category", "one_category", "block"),
        ("not_own_agency", "not_own_agency", "block"),
        ("own_agency_defence", "not_own_agency", "flag"),
        ("no_infringement", "answer", "block"),
        ("earlier_awards", "answer", "flag"),
    ]
    assert {code for check in checks[3:5] for code in check.categories} == {
        category.code for category in load_preset(HCMC).categories
    }


def test_hcmc_defaults_to_confirm_name_their_place_and_reason():
    defaults = load_preset(HCMC).defaults_to_confirm

    paths = [default.path for default in defaults]
    assert "edition.result" in paths
    assert "categories[6].rubric" in paths
    assert len(set(paths)) == len(paths)
    assert all(default.note["vi"] and default.note["en"] for default in defaults)


def test_ideas_differs_in_everything_the_city_award_has():
    preset = load_preset(IDEAS)
    first, second = preset.categories

    assert preset.edition.locales == ("en",)
    assert preset.award.name == {"en": "Lantern Works Idea Contest"}
    assert (first.threshold, first.judges_per_submission) == (Decimal("32.5"), 2)
    assert (second.threshold, second.judges_per_submission) == (Decimal(30), 3)
    assert [prize.code for prize in preset.prizes] == ["gold", "silver"]
    assert first.rubric.criteria[0].step == Decimal("0.5")
    assert second.rubric.criteria[0].step == 1
    assert preset.defaults_to_confirm == ()


def test_slot_file_types_carry_their_media_types():
    pitch = load_preset(IDEAS).dossier.slots[0]

    assert pitch.file_types[0].extension == "pdf"
    assert pitch.file_types[0].media_types == ("application/pdf",)


@pytest.mark.parametrize("preset", load_both(), ids=lambda preset: preset.award.slug)
def test_canonical_survives_json_and_holds_no_floats(preset: Preset):
    canonical = preset.canonical()

    assert json.loads(json.dumps(canonical)) == canonical
    assert {type(leaf) for leaf in leaves(canonical)} <= {int, str, bool, type(None)}
    assert canonical["format"] == 1


def test_canonical_writes_points_and_moments_as_text():
    canonical = load_preset(IDEAS).canonical()

    assert canonical["edition"]["result"]["threshold"] == "32.5"
    assert canonical["edition"]["calendar"]["closes_at"] == "2026-04-30T18:00:00+01:00"
    assert canonical["categories"][1]["rubric"]["criteria"][0]["bands"][1]["from_points"] == "10"


def test_canonical_is_the_same_for_the_same_file():
    assert load_preset(HCMC).canonical() == load_preset(HCMC).canonical()


def test_hcmc_works_are_the_known_ones():
    works = works_beside(HCMC, load_preset(HCMC))

    years = [work.edition for work in works]
    assert {year: years.count(year) for year in set(years)} == {2025: 21, 2023: 6, 2021: 12, 2019: 13}
    assert all(work.source for work in works)
    assert all(work.category is None for work in works if work.edition == 2019)
    assert [work.title for work in works if work.title.endswith("(tên bị cắt ở nguồn)")] == []


def test_ideas_works_are_eight():
    assert len(works_beside(IDEAS, load_preset(IDEAS))) == 8


def test_works_beside_is_empty_without_a_list(tmp_path: Path):
    path = write(tmp_path, GOOD)

    assert works_beside(path, load_preset(path)) == ()


@pytest.mark.parametrize(
    ("work", "key", "expected", "found"),
    [
        (
            "{edition: 2025, category: 9, outcome: entered, title: T}",
            "works[0].category",
            "the number of a category (1, 2)",
            "9",
        ),
        (
            "{edition: 2025, outcome: entered, prize: gold, title: T}",
            "works[0].prize",
            'a prize only with outcome "awarded"',
            '"gold"',
        ),
        (
            "{edition: 2025, outcome: awarded, prize: golden, title: T}",
            "works[0].prize",
            "one of gold, silver (did you mean gold?)",
            '"golden"',
        ),
        (
            "{edition: 2025, outcome: lost, title: T}",
            "works[0].outcome",
            "one of awarded, shortlisted, entered",
            '"lost"',
        ),
        ("{edition: 2025, outcome: entered}", "works[0].title", "the title of a work", "nothing"),
    ],
)
def test_work_that_does_not_fit_the_preset_is_told(tmp_path: Path, work: str, key: str, expected: str, found: str):
    path = tmp_path / "works.yaml"
    path.write_text(f"works:\n  - {work}\n", encoding="utf-8")

    with pytest.raises(PresetError) as caught:
        load_works(path, load_preset(IDEAS))

    error = caught.value
    assert (error.line, error.key, error.expected, error.found) == (2, key, expected, found)


def test_error_reads_as_one_line_a_problem(tmp_path: Path):
    text = replaced("          max_points: 30\n", '          max_points: "many"\n')
    line = line_with(text, '"many"')

    error = error_of(tmp_path, text)

    assert str(error) == (
        f"preset.yaml, line {line}, categories[1].rubric.criteria[0].max_points: "
        'expected a whole number from 1 to 1000, found "many"'
    )


def test_error_collects_every_problem_in_the_order_of_the_file(tmp_path: Path):
    text = replaced("  slug: ideas\n", "  slug: My Ideas\n")
    text = replaced("    currency: USD\n", "    currency: GBP\n", text)
    text = replaced("    pass_of: all\n", "    pass_off: all\n", text)

    error = error_of(tmp_path, text)

    assert [problem.key for problem in error.problems] == [
        "award.slug",
        "edition.prize_pool.currency",
        "rounds[1].pass_off",
    ]
    assert (error.line, error.key) == (error.problems[0].line, "award.slug")
    assert len(str(error).splitlines()) == 3


def test_preset_without_its_blocks_names_each_once(tmp_path: Path):
    error = error_of(tmp_path, "format: 1\n")

    assert [problem.key for problem in error.problems] == [
        "award",
        "contact",
        "edition",
        "categories",
        "prizes",
        "rounds",
        "dossier",
        "form",
        "eligibility",
        "screening_reasons",
    ]
