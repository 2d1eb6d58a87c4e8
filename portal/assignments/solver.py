"""The portal's own question to the solver: exactly k judges each, loads as even as can be, what stands is kept."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class JudgeCapacity:
    """A judge and the most submissions he or she takes; None for no limit."""

    id: int
    max_load: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the solver looks at."""

    judges: tuple[JudgeCapacity, ...]
    needed: dict[int, int]
    conflicts: frozenset[tuple[int, int]] = frozenset()
    fixed: frozenset[tuple[int, int]] = frozenset()
    fit: dict[tuple[int, int], float] = field(default_factory=dict)
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why it cannot be done: a submission with too few possible judges, or a panel too small for the whole."""

    submission: int | None
    needed: int
    possible: int
    judges: int


@dataclass(frozen=True, slots=True)
class Solution:
    """The pairs (judge, submission), sorted, and the load of each judge."""

    pairs: tuple[tuple[int, int], ...]
    loads: dict[int, int]


class NoSolutionError(Exception):
    """Raised when no assignment can satisfy every limit; `shortages` say why."""

    def __init__(self, shortages: list[Shortage]):
        super().__init__(f"{len(shortages)} shortages")
        self.shortages = shortages


def solve(problem: Problem) -> Solution:
    """The balanced assignment; raises NoSolutionError. The same problem and seed give the same pairs."""
    # Loaded when first needed: the web server starts faster and may never solve anything itself.
    from portal.assignments import even_loads

    shortages = _shortages_by_submission(problem)
    if shortages:
        raise NoSolutionError(shortages)
    made = even_loads.pairs(problem)
    if made is None:
        raise NoSolutionError([_shortage_of_panel(problem)])
    everything = sorted({*made, *problem.fixed})
    loads = Counter(judge for judge, _submission in everything)
    return Solution(tuple(everything), {judge.id: loads[judge.id] for judge in problem.judges})


def _shortages_by_submission(problem: Problem) -> list[Shortage]:
    barred = Counter(submission for _judge, submission in problem.conflicts | problem.fixed)
    kept = Counter(submission for _judge, submission in problem.fixed)
    panel = len(problem.judges)
    return [
        Shortage(submission, k, panel - barred[submission] + kept[submission], panel)
        for submission, k in sorted(problem.needed.items())
        if panel - barred[submission] < k - kept[submission]
    ]


def _shortage_of_panel(problem: Problem) -> Shortage:
    total = sum(problem.needed.values())
    room = sum(len(problem.needed) if j.max_load is None else j.max_load for j in problem.judges)
    return Shortage(None, total, room, len(problem.judges))
