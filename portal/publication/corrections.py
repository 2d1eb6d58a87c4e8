"""What a later release changes of an earlier one, work by work, so that a correction says what it corrects."""

from collections.abc import Mapping
from typing import Any

TOLD = ("prize", "rank", "mean", "title", "organisation", "authors", "summary")
"""What of a listed work is compared; a prize that is given or taken is told by name."""
MOST = 200
"""A correction of more works than this says how many, and names these."""


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each listed work that came, went or reads differently, by number, with what is different.

    `was` and `is` are codes of prizes, empty for none; `what` names the parts that changed, or says `added` or
    `removed`. A work that is no longer listed keeps the title it was published with.
    """
    old, new = _listed(before), _listed(after)
    changes = []
    for number in sorted(old.keys() | new.keys()):
        mine, yours = old.get(number), new.get(number)
        what = _different(mine, yours)
        if what:
            known = yours or mine or {}
            changes.append(
                {
                    "number": number,
                    "title": known["title"],
                    "was": (mine or {}).get("prize") or "",
                    "is": (yours or {}).get("prize") or "",
                    "what": what,
                }
            )
    return changes[:MOST]


def _listed(results: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {one["number"]: one for one in results["shortlist"]}


def _different(mine: Mapping[str, Any] | None, yours: Mapping[str, Any] | None) -> list[str]:
    if mine is None or yours is None:
        return ["added" if mine is None else "removed"]
    return [name for name in TOLD if mine.get(name) != yours.get(name)]
