"""Made-up judges who put made-up works in order, where a round asks for that."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from portal.assignments.models import Assignment
from portal.orders import service as orders
from portal.orders.places import numbered
from portal.orders.queries import find_desk


def put_in_order(given: Iterable[Assignment], *, liking: Callable[[Assignment], Any], people: dict[int, Any]) -> None:
    """Order and finish the works of every judge and category by how much the judge likes them."""
    lists: dict[tuple[int, int, int | None], list[Assignment]] = defaultdict(list)
    for one in given:
        lists[one.judge_id, one.round_id, one.submission.category_id].append(one)
    for (judge_id, round_id, category_id), works in lists.items():
        judge = people[judge_id]
        desk = find_desk(judge, round_id, category_id or 0)
        if desk is None:
            continue
        ordered = [one.id for one in sorted(works, key=liking, reverse=True)]
        orders.save(desk, places=numbered(ordered), revision=None, actor=judge)
        orders.finish(desk, revision=None, actor=judge)
