"""How the points of a panel lie on each criterion: how many judges gave what, and nobody's name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

LEAST_SHEETS = 3
"""With fewer finished sheets, counts would say who gave what."""

Points = Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class Place:
    """One value on a criterion: how many judges gave it, whether it is one's own, and the organizers' reference."""

    points: Decimal
    judges: int
    own: bool = False
    reference: bool = False


def enough(sheets: Sequence[Points]) -> bool:
    """Whether a distribution may be shown."""
    return len(sheets) >= LEAST_SHEETS


def distribution(
    criteria: Iterable[int], sheets: Sequence[Points], *, own: Points, references: Points
) -> dict[int, list[Place]]:
    """The places of every criterion, fewest points first; empty lists while there are too few sheets.

    A reference is a place even where no judge gave these points.
    """
    if not enough(sheets):
        return {one: [] for one in criteria}
    return {one: _places([sheet.get(one) for sheet in sheets], own.get(one), references.get(one)) for one in criteria}


def _places(given: Iterable[Decimal | None], own: Decimal | None, reference: Decimal | None) -> list[Place]:
    counts = Counter(value for value in given if value is not None)
    values = {*counts, *(value for value in (reference,) if value is not None)}
    return [Place(value, counts[value], value == own, value == reference) for value in sorted(values)]
