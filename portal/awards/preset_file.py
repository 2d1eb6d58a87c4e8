"""Load a preset from its file, whole and valid, or say everything that is wrong with it."""

from functools import cache
from pathlib import Path

from portal.awards import preset_values as values
from portal.awards.preset_categories import read_categories
from portal.awards.preset_checks import read_checks
from portal.awards.preset_decision import read_decision, read_honours
from portal.awards.preset_edition import (
    read_award,
    read_contact,
    read_edition,
    read_feedback,
    read_locales,
    read_prizes,
    read_retention,
    read_rounds,
)
from portal.awards.preset_errors import PresetError, PresetProblem
from portal.awards.preset_fields import read_form
from portal.awards.preset_form import read_checklist, read_dossier, read_eligibility, read_reasons
from portal.awards.preset_lists import read_lists
from portal.awards.preset_nodes import Block, Reading
from portal.awards.preset_rounds import check_rubrics
from portal.awards.preset_schema import FORMAT, Preset
from portal.awards.preset_track import read_track
from portal.awards.preset_voices import read_comments, read_replication
from portal.awards.preset_works import PresetWork, load_works
from portal.awards.preset_yaml import compose_mapping

__all__ = [
    "PresetError",
    "PresetProblem",
    "PresetWork",
    "available_presets",
    "load_preset",
    "load_works",
    "track_templates",
    "works_beside",
]

PRESETS = Path(__file__).resolve().parent.parent / "presets"


def available_presets() -> dict[str, Path]:
    """The presets that come with the portal, by name."""
    return {path.parent.name: path for path in sorted(PRESETS.glob("*/preset.yaml"))}


@cache
def track_templates(award: str) -> dict[str, Preset]:
    """The templates of ad-hoc tracks of an award, by name: the files in the folder `tracks` beside its preset."""
    found = {path.stem: load_preset(path) for path in sorted(PRESETS.glob("*/tracks/*.yaml"))}
    return {name: preset for name, preset in found.items() if preset.award.slug == award and preset.track}


def works_beside(path: Path, preset: Preset) -> tuple[PresetWork, ...]:
    """The works listed next to a preset file; none when there is no list."""
    beside = path.with_name("works.yaml")
    return load_works(beside, preset) if beside.is_file() else ()


def load_preset(path: Path) -> Preset:
    """Read and check a preset; raises PresetError with every problem found."""
    reading = Reading(path)
    root = Block(reading, compose_mapping(path), "", 1)
    reading.locales = read_locales(root)
    preset = _read(root)
    root.close()
    if reading.problems:
        raise PresetError.from_problems(reading.problems)
    return preset


def _read(root: Block) -> Preset:
    root.need("format", str(FORMAT), values.whole(FORMAT, FORMAT), FORMAT)
    award = read_award(root.block("award"))
    contact = read_contact(root.block("contact"))
    edition = read_edition(root.block("edition"))
    category_blocks = root.blocks("categories")
    categories = read_categories(category_blocks, edition)
    root.reading.categories = tuple(category.code for category in categories)
    prizes = read_prizes(root.blocks("prizes"), edition.prize_pool.total_cap)
    round_blocks, dossier_block = root.blocks("rounds"), root.block("dossier")
    list_blocks = root.blocks("lists", required=False)
    form = read_form(root.block("form"))
    rounds = read_rounds(round_blocks, [field.key for page in form for field in page.fields])
    check_rubrics(category_blocks, categories, rounds)
    dossier, eligibility = read_dossier(dossier_block, form), read_eligibility(root.blocks("eligibility"))
    return Preset(
        award=award,
        edition=edition,
        categories=categories,
        prizes=prizes,
        rounds=rounds,
        lists=read_lists(list_blocks, rounds),
        dossier=dossier,
        form=form,
        eligibility=eligibility,
        checks=read_checks(root.blocks("checks", required=False), eligibility, form, dossier, edition.calendar),
        screening_reasons=read_reasons(root.blocks("screening_reasons")),
        screening_checklist=read_checklist(root.blocks("screening_checklist", required=False)),
        contact=contact,
        feedback=read_feedback(root),
        decision=read_decision(root),
        honours=read_honours(root),
        comments=read_comments(root),
        replication=read_replication(root),
        retention=read_retention(root),
        track=read_track(root),
        defaults_to_confirm=tuple(root.reading.defaults),
    )
