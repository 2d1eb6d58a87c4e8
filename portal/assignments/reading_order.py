"""In which order each judge reads: at random, yet so that no work is read early by all of its judges or late by all."""

from random import Random

Pair = tuple[int, int]


def reading_orders(pairs: list[Pair], seed: int) -> dict[int, list[int]]:
    """The works of every judge, first to last; pairs are (judge, submission), the same seed gives the same orders.

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
        for place, one in enumerate(orders[judge]):
            leaning[one] = leaning.get(one, 0.0) + (place + 0.5) / len(works) - 0.5
    return orders
