"""What minutes say, as plain values that can be signed; and whether a count of hands is possible."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.core.digest import canonical

FORMAT = "vinhdanh-minutes-1"


def hands_fit(in_favour: int, against: int, able: int) -> bool:
    """Whether so many hands can have been raised by those who were in the room."""
    return min(in_favour, against) >= 0 and in_favour + against <= able


def carries(in_favour: int | None, against: int | None) -> bool:
    """Whether a motion can have been carried: with more hands for it than against it, where hands were counted."""
    return (in_favour is None and against is None) or (in_favour or 0) > (against or 0)


def moment(value: datetime | None) -> str:
    """A moment as minutes keep it."""
    return value.isoformat(timespec="seconds") if value is not None else ""


def minutes_content(
    meeting: Any, *, edition: Mapping[str, Any], needed: int, works: Mapping[int, int], votes: list[dict[str, Any]]
) -> dict[str, Any]:
    """The record of a meeting: who came, who left for which category, every motion, its result and who was there.

    `works` is how many works of each category were on the list, `votes` what closed ballots over it came to.
    """
    content: dict[str, Any] = canonical(
        {
            "format": FORMAT,
            "edition": dict(edition),
            "list": {
                "kind": meeting.list_version.kind.value,
                "number": meeting.list_version.number,
                "digest": meeting.list_version.digest,
            },
            "held_on": meeting.held_on.isoformat(),
            "place": meeting.place,
            "opened_at": moment(meeting.opened_at),
            "closed_at": moment(meeting.closed_at),
            "unheard_reason": meeting.unheard_reason,
            "quorum": {
                "members": len(meeting.attendees),
                "present": sum(one.came for one in meeting.attendees),
                "needed": needed,
            },
            "attendance": [
                {"name": one.name, "role": one.role.value, "present": one.came} for one in meeting.attendees
            ],
            "items": [_item(one, works.get(one.category_id, 0)) for one in meeting.items],
            "votes": votes,
        }
    )
    return content


def _item(item: Any, works: int) -> dict[str, Any]:
    return {
        "number": item.category.number,
        "name": item.category.name,
        "works": works,
        "opened_at": moment(item.opened_at),
        "closed_at": moment(item.closed_at),
        "away": list(item.away_names),
        "motions": [_motion(one) for one in item.motions],
        "conclusion": item.conclusion,
        "room": _room(item),
    }


def _room(decided: Any) -> dict[str, Any] | None:
    """Who was in the room when a motion got its result or a category was finished."""
    if decided.room is None:
        return None
    return {**decided.room, "present": [one["name"] for one in decided.room["present"]]}


def _motion(motion: Any) -> dict[str, Any]:
    return {
        "text": motion.text,
        "proposed_by": motion.proposed_by,
        "work": motion.submission.number if motion.submission is not None else None,
        "place": motion.to_place,
        "result": motion.result.value,
        "in_favour": motion.in_favour,
        "against": motion.against,
        "room": _room(motion),
    }
