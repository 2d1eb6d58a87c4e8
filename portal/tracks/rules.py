"""The codes of tracks, and their path: what is done, what is next, and the days it took."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DAY = 24 * 3600


class Stage(StrEnum):
    """The steps of a track, in their order."""

    OPENED = "opened"
    NOMINATED = "nominated"
    AGREED = "agreed"
    SCREENED = "screened"
    ASSIGNED = "assigned"
    APPRAISED = "appraised"
    DECIDED = "decided"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Facts:
    """How far one stage has come: how many works or sheets are through, of how many, and when the last was."""

    done: int
    total: int
    at: datetime | None

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.done >= self.total and self.at is not None


@dataclass(frozen=True, slots=True)
class Step:
    """A stage as the page shows it; `days` counts from the step before."""

    stage: Stage
    facts: Facts
    complete: bool
    next: bool
    days: int | None


def next_code(base: str, year: int, taken: Collection[str]) -> str:
    """The code of the next track of a year, such as HCM-DX-2026-01."""
    start = f"{base}-{year}-"
    serials = [int(code[len(start) :]) for code in taken if code.startswith(start) and code[len(start) :].isdigit()]
    return f"{start}{max(serials, default=0) + 1:02d}"


def path_of(facts: Iterable[tuple[Stage, Facts]]) -> list[Step]:
    """The steps in their order; the first that is not complete is next, and nothing behind it counts as complete."""
    steps: list[Step] = []
    before: datetime | None = None
    waiting = False
    for stage, fact in facts:
        complete = fact.is_complete and not waiting
        days = days_between(before, fact.at) if complete and before and fact.at else None
        steps.append(Step(stage, fact, complete, next=not complete and not waiting, days=days))
        waiting, before = not complete, fact.at if complete else before
    return steps


def days_between(begin: datetime, end: datetime) -> int:
    """Whole days from one moment to another, begun ones counted; none for what happened at once or before."""
    return max(0, -int(-(end - begin).total_seconds() // DAY))


def days_taken(steps: Sequence[Step], now: datetime) -> int:
    """Days from the opening to the publication, or until now."""
    begin, end = steps[0].facts.at, steps[-1].facts.at if steps[-1].complete else now
    return days_between(begin, end or now) if begin else 0
