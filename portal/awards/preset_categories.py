"""Read the categories of a preset with their agencies and rubrics."""

from decimal import Decimal

from portal.awards import preset_values as values
from portal.awards.preset_edition import (
    POINTS,
    check_threshold,
    code,
    may_whole,
    read_contact,
    whole,
)
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_schema import (
    PresetAgency,
    PresetBand,
    PresetCategory,
    PresetCriterion,
    PresetEdition,
    PresetRubric,
    PresetSubDiscipline,
)
from portal.awards.preset_values import described

STEP = "a step such as 1 or 0.5 that divides max_points"


def read_categories(blocks: list[Block], edition: PresetEdition) -> tuple[PresetCategory, ...]:
    """Read the categories; what one leaves out it takes from the edition."""
    check_unique(blocks, "number")
    check_unique(blocks, "code")
    return tuple(_category(block, edition) for block in blocks)


def _category(block: Block, edition: PresetEdition) -> PresetCategory:
    threshold = block.may("threshold", POINTS, values.points)
    check_threshold(block, threshold, edition.result.scale)
    judges = may_whole(block, "judges_per_submission", 1, 50)
    category = PresetCategory(
        number=whole(block, "number", 1, 99),
        code=code(block),
        name=block.text("name"),
        scope=block.text("scope"),
        agency=_agency(block.block("agency")) if block.has("agency") else None,
        threshold=edition.result.threshold if threshold is None else threshold,
        judges_per_submission=judges or edition.assignment.judges_per_submission,
        prize_cap=may_whole(block, "prize_cap", 1, 10_000) or edition.prize_pool.total_cap,
        sub_disciplines=_sub_disciplines(block),
        special_handling=block.may_text("special_handling"),
        stub_when_secret=block.flag("stub_when_secret", default=False),
        expertise=block.listed("expertise", "a word of expertise", str, required=False),
        rubric=_rubric(block.block("rubric"), edition.result.scale),
        provenance=block.provenance(),
    )
    _check_limits(block, category, edition)
    if category.stub_when_secret and not category.special_handling:
        # Whoever might type a secret must have been told not to.
        block.complain("special_handling", "a text, because stub_when_secret is yes", "nothing")
    # An absent agency was not asked for above, yet it is a key of the format.
    block.find("agency", "", required=False)
    block.close()
    return category


def _check_limits(block: Block, category: PresetCategory, edition: PresetEdition) -> None:
    total, sheets = edition.prize_pool.total_cap, edition.result.minimum_sheets
    if total and category.prize_cap > total:
        expected = f"at most the total cap of the edition ({total})"
        block.complain("prize_cap", expected, str(category.prize_cap))
    if block.has("judges_per_submission") and category.judges_per_submission < sheets:
        expected = f"at least minimum_sheets of the edition ({sheets})"
        block.complain("judges_per_submission", expected, str(category.judges_per_submission))


def _agency(block: Block) -> PresetAgency:
    agency = PresetAgency(
        name=block.text("name"),
        aliases=block.listed("aliases", "another way to write the name", str, required=False),
        contact=read_contact(block.block("contact")) if block.has("contact") else None,
        provenance=block.provenance(),
    )
    block.find("contact", "", required=False)
    block.close()
    return agency


def _sub_disciplines(category: Block) -> tuple[PresetSubDiscipline, ...]:
    blocks = category.blocks("sub_disciplines", required=False)
    check_unique(blocks, "code")
    found = []
    for block in blocks:
        found.append(PresetSubDiscipline(code=code(block), name=block.text("name")))
        block.close()
    return tuple(found)


def _rubric(block: Block, scale: int) -> PresetRubric:
    known_faults = len(block.reading.problems)
    blocks = block.blocks("criteria")
    check_unique(blocks, "code")
    rubric = PresetRubric(
        criteria=tuple(_criterion(criterion) for criterion in blocks),
        provenance=block.provenance(),
    )
    total = sum(criterion.max_points for criterion in rubric.criteria)
    if scale and total != scale and len(block.reading.problems) == known_faults:
        block.complain("criteria", f"max_points that add up to {scale}", str(total))
    block.close()
    return rubric


def _criterion(block: Block) -> PresetCriterion:
    known_faults = len(block.reading.problems)
    max_points = whole(block, "max_points", 1, 1000)
    step = block.may("step", STEP, values.points)
    if step is None:
        step = Decimal(1)
    if step == 0 or max_points % step:
        block.complain("step", STEP, str(step))
        step = Decimal(1)
    bands = block.blocks("bands")
    criterion = PresetCriterion(
        code=code(block),
        name=block.text("name"),
        guidance=block.text("guidance"),
        max_points=max_points,
        step=step,
        bands=tuple(_band(band) for band in bands),
        provenance=block.provenance(),
    )
    if len(block.reading.problems) == known_faults:
        _check_bands(bands, criterion)
    block.close()
    return criterion


def _band(block: Block) -> PresetBand:
    band = PresetBand(
        from_points=block.need("from", POINTS, values.points, Decimal(0)),
        to_points=block.need("to", POINTS, values.points, Decimal(0)),
        label=block.text("label"),
        description=block.text("description"),
    )
    block.close()
    return band


def _check_bands(blocks: list[Block], criterion: PresetCriterion) -> None:
    """Bands go up from 0 to the maximum, each starting one step above the one before."""
    start = Decimal(0)
    for block, band in zip(blocks, criterion.bands, strict=True):
        if band.from_points != start:
            block.complain(
                "from",
                f"{start}, so that bands follow each other",
                _shown(block, "from"),
            )
        if not band.from_points <= band.to_points <= criterion.max_points:
            expected = f"points from {band.from_points} to max_points ({criterion.max_points})"
            block.complain("to", expected, _shown(block, "to"))
        start = band.to_points + criterion.step
    last = criterion.bands[-1].to_points
    if last < criterion.max_points:
        blocks[-1].complain("to", f"max_points ({criterion.max_points}) in the last band", str(last))


def _shown(block: Block, name: str) -> str:
    node = block.find(name, "", required=False)
    return described(node) if node else "nothing"
