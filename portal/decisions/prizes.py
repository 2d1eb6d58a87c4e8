"""Prizes within the caps: what the assistant proposes, and what a decision may give."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Level:
    """A prize level; rank 1 is the highest."""

    code: str
    rank: int
    amount: int
    max_per_category: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shortlisted submission with its exact mean, and its rank on the list: by the rule, or where it was moved to."""

    submission: int
    category: int
    mean: Fraction
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Breach:
    """A cap that is exceeded: of a level in a category, of a category (soft), or of the whole."""

    kind: str
    category: int | None
    level: str | None
    limit: int
    given: int

    @property
    def is_soft(self) -> bool:
        return self.kind == "category"


def propose_prizes(
    candidates: Iterable[Candidate],
    levels: Iterable[Level],
    *,
    category_caps: Mapping[int, int],
    total_cap: int,
) -> dict[int, str]:
    """A first proposal for the council, never a decision: submission → level code.

    Within a category the first of the list get the higher levels, wherever the council has moved them: a capped level
    is filled up to its cap, the levels between take about a third of what is left each, the lowest takes the rest.
    Equal ranks are never parted: a level too full for all of them leaves them to the next, and a cap too small for all
    of them leaves all of them out, for people to decide. Over the whole cap the lowest means give way, each category
    from its end.
    """
    ordered = sorted(levels, key=lambda level: level.rank)
    by_category: dict[int, list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: (one.category, one.rank, -one.mean, one.submission)):
        by_category[one.category].append(one)
    kept = {place: _whole_ties(mine, category_caps.get(place, total_cap)) for place, mine in by_category.items()}
    chosen: dict[int, str] = {}
    for mine in _within(kept, total_cap).values():
        chosen.update(_in_category(mine, ordered))
    return chosen


def _within(kept: Mapping[int, list[Candidate]], total_cap: int) -> dict[int, list[Candidate]]:
    """Let the last of the categories go, the lowest mean first and equals together, until the whole cap holds."""
    left = {place: mine for place, mine in kept.items() if mine}
    while sum(map(len, left.values())) > total_cap:
        lowest = min(mine[-1].mean for mine in left.values())
        ending = [place for place, mine in left.items() if mine[-1].mean == lowest]
        left.update({place: _whole_ties(left[place], len(left[place]) - 1) for place in ending})
        left = {place: mine for place, mine in left.items() if mine}
    return left


def _in_category(mine: list[Candidate], levels: list[Level]) -> dict[int, str]:
    chosen: dict[int, str] = {}
    remaining = list(mine)
    for position, level in enumerate(levels):
        last = position == len(levels) - 1
        wanted = len(remaining) if last else -(-len(remaining) // 3)
        room = wanted if level.max_per_category is None else min(wanted, level.max_per_category)
        taken = _whole_ties(remaining, room)
        chosen.update({one.submission: level.code for one in taken})
        remaining = remaining[len(taken) :]
    return chosen


def _whole_ties(listed: list[Candidate], room: int) -> list[Candidate]:
    """At most `room` from the top, never cutting through what is equal by mean and rank."""
    while 0 < room < len(listed) and _place(listed[room - 1]) == _place(listed[room]):
        room -= 1
    return listed[:room]


def _place(one: Candidate) -> tuple[int, Fraction]:
    return one.rank, one.mean


def check_caps(
    given: Mapping[int, str],
    category_of: Mapping[int, int],
    levels: Iterable[Level],
    *,
    category_caps: Mapping[int, int],
    total_cap: int,
) -> list[Breach]:
    """Every cap the prizes exceed; only a category's cap is soft."""
    breaches = []
    if len(given) > total_cap:
        breaches.append(Breach("total", None, None, total_cap, len(given)))
    by_category = Counter(category_of[submission] for submission in given)
    by_level = Counter((category_of[submission], code) for submission, code in given.items())
    for level in levels:
        for category in sorted(by_category):
            count = by_level[category, level.code]
            if level.max_per_category is not None and count > level.max_per_category:
                breaches.append(Breach("level", category, level.code, level.max_per_category, count))
    for category, count in sorted(by_category.items()):
        limit = category_caps.get(category, total_cap)
        if count > limit:
            breaches.append(Breach("category", category, None, limit, count))
    return breaches


@dataclass(frozen=True, slots=True)
class Tally:
    """How many prizes are given and what they cost, by category and level; None stands for all of them."""

    given: tuple[tuple[int, str], ...]
    amounts: Mapping[str, int]

    def count(self, category: int | None = None, level: str | None = None) -> int:
        """How many prizes of a level, in a category."""
        return len(self._matching(category, level))

    def money(self, category: int | None = None, level: str | None = None) -> int:
        """What the prizes of a level, in a category, cost together."""
        return sum(self.amounts[code] for code in self._matching(category, level))

    def _matching(self, category: int | None, level: str | None) -> list[str]:
        return [code for where, code in self.given if category in (None, where) and level in (None, code)]


def tally_of(given: Mapping[int, str], category_of: Mapping[int, int], levels: Iterable[Level]) -> Tally:
    """The prizes given, counted; what is no known level is left out."""
    amounts = {level.code: level.amount for level in levels}
    return Tally(tuple((category_of[one], code) for one, code in given.items() if code in amounts), amounts)


def tied_works(candidates: Iterable[Candidate]) -> frozenset[int]:
    """Works that share their rank with another of their category: whoever parts them should know."""
    listed = list(candidates)
    shared = Counter((one.category, one.rank) for one in listed)
    return frozenset(one.submission for one in listed if shared[one.category, one.rank] > 1)


def money_total(given: Mapping[int, str], levels: Iterable[Level]) -> int:
    """The money of all prizes together."""
    amounts = {level.code: level.amount for level in levels}
    return sum(amounts[code] for code in given.values())
