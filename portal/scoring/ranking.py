"""The official result: the exact mean of finished sheets' totals, and ranks with ties."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """A submission's place: the mean is exact, None while there are too few sheets."""

    submission: int
    mean: Fraction | None
    sheets: int
    rank: int | None
    tied: bool


def mean_of_totals(totals: Iterable[Decimal]) -> Fraction | None:
    """The exact arithmetic mean, in points; None without any total."""
    listed = [Fraction(total) for total in totals]
    return sum(listed, Fraction()) / len(listed) if listed else None


def rank(totals: Mapping[int, Iterable[Decimal]], *, minimum_sheets: int) -> list[Standing]:
    """Standings, best first; equal means share a rank and the next rank is skipped (1, 2, 2, 4).

    Submissions with fewer than `minimum_sheets` sheets have no mean and no rank, and come last.
    """
    means: dict[int, tuple[Fraction | None, int]] = {}
    for submission, listed in totals.items():
        sheets = list(listed)
        means[submission] = (mean_of_totals(sheets) if len(sheets) >= minimum_sheets else None, len(sheets))
    order = sorted(means, key=lambda one: (means[one][0] is None, -(means[one][0] or 0), one))
    alike = Counter(mean for mean, _sheets in means.values())
    standings: list[Standing] = []
    for place, one in enumerate(order, start=1):
        mean, count = means[one]
        above = standings[-1] if standings else None
        same = above is not None and above.mean == mean
        position = None if mean is None else above.rank if above is not None and same else place
        standings.append(Standing(one, mean, count, position, mean is not None and alike[mean] > 1))
    return standings
