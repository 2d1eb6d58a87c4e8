"""Read the rubric of a category from a preset: criteria of four kinds, with weights, bands and required remarks."""

from collections.abc import Iterable
from decimal import Decimal

from portal.awards import preset_values as values
from portal.awards.preset_edition import POINTS, code, whole
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_schema import PresetBand, PresetChoice, PresetCriterion, PresetRubric
from portal.awards.preset_values import described
from portal.awards.preset_words import CriterionKind

STEP = "a step such as 1 or 0.5 that divides max_points"
WEIGHT = "a weight such as 1 or 0.25, from 0.01 to 99.99"
KIND = "points, pass_fail, recommendation or place"
ONLY_POINTS = ("max_points", "step", "bands")
"""What says something of points alone."""
BOUNDS, SHARE_OF_TOTAL = ("comment_below", "comment_above"), ("weight", "counts")
HIGHEST_PLACE = 100
"""What the first place is worth; the last is worth nothing."""


def read_rubric(block: Block, scale: int) -> PresetRubric:
    """Read the criteria; the weighted points of those that count add up to the scale."""
    known_faults = len(block.reading.problems)
    blocks = block.blocks("criteria")
    check_unique(blocks, "code")
    rubric = PresetRubric(
        criteria=tuple(_criterion(criterion) for criterion in blocks),
        provenance=block.provenance(),
    )
    total = total_of(rubric.criteria)
    if scale and total != scale and len(block.reading.problems) == known_faults:
        weighted = any(one.weight != 1 for one in rubric.criteria)
        block.complain(
            "criteria", f"{'weight × ' * weighted}max_points that add up to {scale}", f"{total.normalize():f}"
        )
    block.close()
    return rubric


def total_of(criteria: Iterable[PresetCriterion]) -> Decimal:
    """The most points a sheet can come to."""
    return sum((one.weight * one.max_points for one in criteria if one.counts), Decimal())


def _criterion(block: Block) -> PresetCriterion:
    kind = block.may("kind", KIND, CriterionKind) or CriterionKind.POINTS
    if kind is CriterionKind.POINTS:
        return _of_points(block)
    return _of_place(block) if kind is CriterionKind.PLACE else _of_words(block, kind)


def _of_points(block: Block) -> PresetCriterion:
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
        kind=CriterionKind.POINTS,
        max_points=max_points,
        step=step,
        weight=_weight(block),
        counts=block.flag("counts", default=True),
        comment_below=_bound(block, "comment_below", max_points),
        comment_above=_bound(block, "comment_above", max_points),
        choices=(),
        bands=tuple(_band(band) for band in bands),
        provenance=block.provenance(),
    )
    if len(block.reading.problems) == known_faults:
        _check_bands(bands, criterion)
    _refuse(block, ("choices",), CriterionKind.POINTS)
    block.close()
    return criterion


def _of_words(block: Block, kind: CriterionKind) -> PresetCriterion:
    """Pass or fail, which counts only where the preset says so, or a recommendation, which never counts."""
    passes = kind is CriterionKind.PASS_FAIL
    choices = () if passes else _choices(block)
    criterion = PresetCriterion(
        code=code(block),
        name=block.text("name"),
        guidance=block.text("guidance"),
        kind=kind,
        max_points=1 if passes else max((one.value for one in choices), default=1),
        step=Decimal(1),
        weight=_weight(block) if passes else Decimal(1),
        counts=passes and block.flag("counts", default=False),
        comment_below=_bound(block, "comment_below", 1) if passes else None,
        comment_above=_bound(block, "comment_above", 1) if passes else None,
        choices=choices,
        bands=(),
        provenance=block.provenance(),
    )
    _refuse(block, ONLY_POINTS + (("choices",) if passes else BOUNDS + SHARE_OF_TOTAL), kind)
    block.close()
    return criterion


def _of_place(block: Block) -> PresetCriterion:
    """The place a judge gives in an order: what it is worth follows from the number of works, so nothing is asked."""
    criterion = PresetCriterion(
        code=code(block),
        name=block.text("name"),
        guidance=block.text("guidance"),
        kind=CriterionKind.PLACE,
        max_points=HIGHEST_PLACE,
        step=Decimal("0.01"),
        weight=Decimal(1),
        counts=True,
        comment_below=None,
        comment_above=None,
        choices=(),
        bands=(),
        provenance=block.provenance(),
    )
    _refuse(block, (*ONLY_POINTS, *BOUNDS, *SHARE_OF_TOTAL, "choices"), CriterionKind.PLACE)
    block.close()
    return criterion


def _weight(block: Block) -> Decimal:
    weight = block.may("weight", WEIGHT, values.weight)
    return Decimal(1) if weight is None else weight


def _choices(block: Block) -> tuple[PresetChoice, ...]:
    blocks = block.blocks("choices")
    check_unique(blocks, "value")
    found = []
    for one in blocks:
        found.append(
            PresetChoice(
                value=whole(one, "value", 0, 99), label=one.text("label"), comment=one.flag("comment", default=False)
            )
        )
        one.close()
    if len(found) == 1:
        block.complain("choices", "at least two recommendations", "1")
    return tuple(found)


def _bound(block: Block, name: str, most: int) -> Decimal | None:
    bound = block.may(name, POINTS, values.points)
    if bound is not None and most and bound > most:
        block.complain(name, f"at most the highest value ({most})", str(bound))
    return bound


def _refuse(block: Block, names: Iterable[str], kind: CriterionKind) -> None:
    """Complain of keys that a criterion of this kind does not have."""
    for name in names:
        given = block.find(name, "", required=False)
        if given:
            block.complain(name, f"no such key in a criterion of kind {kind}", described(given))


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
