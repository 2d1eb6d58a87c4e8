"""Whether a rubric fits the kind of round it is judged in."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from portal.awards.preset_words import CriterionKind, RoundKind


class Misfit(StrEnum):
    """What a rubric would have to be instead."""

    ONLY_POINTS_COUNT = "only_points_count"
    ONLY_PASSES_COUNT = "only_passes_count"
    NOTHING_COUNTS = "nothing_counts"
    ONLY_A_PLACE = "only_a_place"


def misfit(kind: RoundKind, criteria: Iterable[Any]) -> Misfit | None:
    """What keeps these criteria (each with `kind` and `counts`) from a round of this kind; None when they fit."""
    listed = list(criteria)
    counting = {one.kind for one in listed if one.counts}
    if kind.is_ordered:
        return None if [one.kind for one in listed] == [CriterionKind.PLACE] else Misfit.ONLY_A_PLACE
    if kind is RoundKind.SCORING and counting - {CriterionKind.POINTS}:
        return Misfit.ONLY_POINTS_COUNT
    if kind is RoundKind.PASS_FAIL and counting != {CriterionKind.PASS_FAIL}:
        return Misfit.ONLY_PASSES_COUNT if counting else Misfit.NOTHING_COUNTS
    return None
