"""Where a sheet stands in a judge's own list, and where to go from there."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a judge's list: the assignment, and whether its sheet is finished."""

    assignment: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The number of a sheet from 1, how many there are and are finished, and the neighbours; None at an end."""

    number: int
    count: int
    done: int
    previous: int | None
    following: int | None
    unfinished: int | None
    """The next one that is not finished, behind this one and then from the beginning; never this one itself."""


def place_of(steps: Sequence[Step], assignment: int) -> Place:
    """The place of an assignment that is in the list."""
    here = next(index for index, one in enumerate(steps) if one.assignment == assignment)
    around = [*steps[here + 1 :], *steps[:here]]
    return Place(
        number=here + 1,
        count=len(steps),
        done=sum(one.finished for one in steps),
        previous=steps[here - 1].assignment if here else None,
        following=steps[here + 1].assignment if here + 1 < len(steps) else None,
        unfinished=next((one.assignment for one in around if not one.finished), None),
    )
