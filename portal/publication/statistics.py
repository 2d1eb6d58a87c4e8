"""From intake to prize in numbers that tell nothing of single works: small ones and what betrays them are kept back.

Of a category everything is public by name that was judged, listed or honoured. What is kept back where it is small is
how many works ended before: not accepted, or accepted and never judged. A number of works received is said only where
it betrays neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.judges.register_rules import suppressed, total


@dataclass(frozen=True, slots=True)
class Intake:
    """How far the works of one category came."""

    category: int
    received: int
    accepted: int
    judged: int
    listed: int
    honoured: int

    @property
    def refused(self) -> int:
        """Received, and not accepted."""
        return max(0, self.received - self.accepted)

    @property
    def unjudged(self) -> int:
        """Accepted, and never judged."""
        return max(0, self.accepted - self.judged)


def public_statistics(rows: Iterable[Intake], reasons: Mapping[str, int]) -> dict[str, Any]:
    """What may be published, as plain values; None is a number that is kept back."""
    listed = list(rows)
    refused = {one.category: one.refused for one in listed}
    unjudged = {one.category: one.unjudged for one in listed}
    shown = [suppressed(refused), suppressed(unjudged)]
    sums = [total(refused), total(unjudged)]
    known = {name: sum(getattr(one, name) for one in listed) for name in ("judged", "listed", "honoured")}
    return {
        "categories": [_row(one, shown[0][one.category], shown[1][one.category]) for one in listed],
        "all": {**_derived(known["judged"], sums[0], sums[1]), **known},
        "reasons": suppressed(dict(reasons)),
    }


def _row(one: Intake, refused: int | None, unjudged: int | None) -> dict[str, Any]:
    row = _derived(one.judged, refused, unjudged)
    return {"category": one.category, **row, "judged": one.judged, "listed": one.listed, "honoured": one.honoured}


def _derived(judged: int, refused: int | None, unjudged: int | None) -> dict[str, Any]:
    """What was received and accepted is computed from what may be shown, never from the truth."""
    accepted = None if unjudged is None else judged + unjudged
    received = None if accepted is None or refused is None else accepted + refused
    return {"received": received, "refused": refused, "accepted": accepted}
