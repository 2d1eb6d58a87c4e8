"""In which order each judge reads: at random, yet so that no work is read early by all of its judges or late by all."""

from random import Random

Pair = tuple[int, int]


def reading_orders(pairs: list[Pair], seed: int, late: frozenset[Pair] = frozenset()) -> dict[int, list[int]]:
    """The works of every judge, first to last; pairs are (judge, submission), the same seed gives the same orders.

    Pairs in `late` fall into the second half of the judge's order, where chance puts them: a control that is met
    early measures nothing that practice has not measured already.
    Judges tire and their standards drift, so a place in the order is worth or costs points. Judge after judge, the
    works that were read late so far come early now; chance decides among equals and moves the rest a little.
    """
    rng = Random(seed)  # noqa: S311 - the order is stored, not secret
    by_judge: dict[int, list[int]] = {}
    for judge, submission in pairs:
        by_judge.setdefault(judge, []).append(submission)
    leaning: dict[int, float] = {}
    orders = {}
    for judge, works in sorted(by_judge.items()):
        luck = {one: rng.uniform(-0.5, 0.5) for one in works}
        orders[judge] = sorted(works, key=lambda one, luck=luck: (luck[one] - leaning.get(one, 0.0), one))  # type: ignore[misc]
        _put_late(orders[judge], {one for one in works if (judge, one) in late}, rng)
        for place, one in enumerate(orders[judge]):
            leaning[one] = leaning.get(one, 0.0) + (place + 0.5) / len(works) - 0.5
    return orders


def _put_late(order: list[int], late: set[int], rng: Random) -> None:
    """Change places between the late works of the first half and works of the second that chance draws."""
    half = len(order) // 2
    early = [place for place in range(half) if order[place] in late]
    free = [place for place in range(half, len(order)) if order[place] not in late]
    for place, other in zip(early, rng.sample(free, min(len(early), len(free))), strict=False):
        order[place], order[other] = order[other], order[place]
