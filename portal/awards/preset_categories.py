"""Read the categories of a preset with their agencies and rubrics."""

from portal.awards import preset_values as values
from portal.awards.preset_edition import (
    POINTS,
    check_disagreement,
    check_threshold,
    code,
    may_whole,
    read_contact,
    read_ties,
    whole,
)
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_rubrics import read_rubric
from portal.awards.preset_schema import PresetAgency, PresetCategory, PresetEdition, PresetSubDiscipline
from portal.awards.preset_words import CriterionKind


def read_categories(blocks: list[Block], edition: PresetEdition) -> tuple[PresetCategory, ...]:
    """Read the categories; what one leaves out it takes from the edition."""
    check_unique(blocks, "number")
    check_unique(blocks, "code")
    return tuple(_category(block, edition) for block in blocks)


def _category(block: Block, edition: PresetEdition) -> PresetCategory:
    threshold = block.may("threshold", POINTS, values.points)
    check_threshold(block, threshold, edition.result.scale)
    disagreement = block.may("disagreement", POINTS, values.points)
    check_disagreement(block, disagreement, edition.result.scale)
    judges = may_whole(block, "judges_per_submission", 1, 50)
    category = PresetCategory(
        number=whole(block, "number", 1, 99),
        code=code(block),
        name=block.text("name"),
        scope=block.text("scope"),
        agency=_agency(block.block("agency")) if block.has("agency") else None,
        threshold=edition.result.threshold if threshold is None else threshold,
        disagreement=edition.result.disagreement if disagreement is None else disagreement,
        ties=read_ties(block) or edition.result.ties,
        judges_per_submission=judges or edition.assignment.judges_per_submission,
        prize_cap=may_whole(block, "prize_cap", 1, 10_000) or edition.prize_pool.total_cap,
        sub_disciplines=_sub_disciplines(block),
        special_handling=block.may_text("special_handling"),
        stub_when_secret=block.flag("stub_when_secret", default=False),
        expertise=block.listed("expertise", "a word of expertise", str, required=False),
        rubric=read_rubric(block.block("rubric"), edition.result.scale),
        provenance=block.provenance(),
    )
    _check_limits(block, category, edition)
    _check_ties(block, category)
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


def _check_ties(block: Block, category: PresetCategory) -> None:
    """Only points decide between equal means, those of this category's own criteria."""
    known = [one.code for one in category.rubric.criteria if one.kind is CriterionKind.POINTS]
    for one in category.ties:
        if one not in known:
            expected = "the codes of criteria of this category with points: " + ", ".join(known)
            block.complain("ties", expected, f'"{one}"')


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
