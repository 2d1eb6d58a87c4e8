"""The official result: the exact mean of valid sheets' weighted totals, and ranks by the published rule."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Lacking(StrEnum):
    """Why a submission has no result yet: too few sheets, or sheets so far apart that one more is needed."""

    SHEETS = "sheets"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class Standing:
    """A submission's place: the mean is exact, None while something is lacking.

    `tied` shares the rank for the council to decide; `parted` has the mean of another, and a criterion decided.
    """

    submission: int
    mean: Fraction | None
    sheets: int
    rank: int | None
    tied: bool
    parted: bool = False
    lacking: Lacking | None = None
    spread: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """When totals lie further apart than `limit`, a submission needs `sheets` of them."""

    limit: Decimal
    sheets: int


def mean_of_totals(totals: Iterable[Decimal]) -> Fraction | None:
    """The exact arithmetic mean, in points; None without any total."""
    listed = [Fraction(total) for total in totals]
    return sum(listed, Fraction()) / len(listed) if listed else None


def spread_of(totals: Iterable[Decimal]) -> Fraction | None:
    """How far the highest total lies above the lowest; None with fewer than two."""
    listed = [Fraction(total) for total in totals]
    return max(listed) - min(listed) if len(listed) > 1 else None


def lacking(totals: list[Decimal], minimum_sheets: int, disagreement: Disagreement | None = None) -> Lacking | None:
    """What keeps these totals from being a result."""
    if len(totals) < minimum_sheets or not totals:
        return Lacking.SHEETS
    spread = spread_of(totals)
    apart = disagreement is not None and spread is not None and spread > disagreement.limit
    return Lacking.AGREEMENT if apart and disagreement and len(totals) < disagreement.sheets else None


def rank(
    totals: Mapping[int, Iterable[Decimal]],
    *,
    minimum_sheets: int,
    disagreement: Disagreement | None = None,
    ties: Mapping[int, tuple[Fraction, ...]] | None = None,
) -> list[Standing]:
    """Standings, best first; what is equal shares a rank and the next rank is skipped (1, 2, 2, 4).

    Between equal means the `ties` decide: for each submission its means on the criteria of the tie rule, in the order
    of the rule, the higher first. Submissions that lack something have no mean and no rank, and come last.
    """
    listed = {one: list(given) for one, given in totals.items()}
    missing = {one: lacking(given, minimum_sheets, disagreement) for one, given in listed.items()}
    keys = {
        one: (mean, *(ties or {}).get(one, ()))
        for one, given in listed.items()
        if missing[one] is None and (mean := mean_of_totals(given)) is not None
    }
    order = sorted(keys, key=lambda one: (tuple(-value for value in keys[one]), one))
    alike, means = Counter(keys.values()), Counter(key[0] for key in keys.values())
    standings: list[Standing] = []
    for place, one in enumerate(order, start=1):
        key, above = keys[one], standings[-1] if standings else None
        position = above.rank if above is not None and keys[above.submission] == key else place
        parted = means[key[0]] > alike[key]
        spread = spread_of(listed[one])
        standings.append(Standing(one, key[0], len(listed[one]), position, alike[key] > 1, parted, None, spread))
    for one in sorted(listed.keys() - keys.keys()):
        given = listed[one]
        standings.append(
            Standing(one, None, len(given), None, tied=False, lacking=missing[one], spread=spread_of(given))
        )
    return standings
