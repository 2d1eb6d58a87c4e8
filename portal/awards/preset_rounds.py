"""Hold the rubrics of a preset against the rounds they are judged in."""

from collections.abc import Iterable, Sequence

from portal.awards.preset_nodes import Block
from portal.awards.preset_schema import PresetCategory, PresetCriterion, PresetRound
from portal.awards.round_fit import Misfit, misfit

EXPECTED = {
    Misfit.ONLY_POINTS_COUNT: "criteria that count to be of kind points",
    Misfit.ONLY_PASSES_COUNT: "criteria that count to be of kind pass_fail",
    Misfit.NOTHING_COUNTS: "at least one criterion of kind pass_fail with counts: yes",
    Misfit.ONLY_A_PLACE: "a single criterion of kind place",
}


def check_rubrics(blocks: Sequence[Block], categories: Iterable[PresetCategory], rounds: Iterable[PresetRound]) -> None:
    """Complain of every rubric that does not fit a round; `blocks` are those of the categories."""
    judged = list(rounds)
    for block, category in zip(blocks, categories, strict=True):
        criteria = category.rubric.criteria
        for one in judged if criteria else ():
            found = misfit(one.kind, criteria)
            if found is None:
                continue
            expected = f"{EXPECTED[found]}, because round {one.code} is of kind {one.kind}"
            block.block("rubric").complain("criteria", expected, _described(criteria))


def _described(criteria: Iterable[PresetCriterion]) -> str:
    return ", ".join(f"{one.code} ({one.kind}{'' if one.counts else ', outside the total'})" for one in criteria)
