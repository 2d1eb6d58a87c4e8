"""When each slot is, in which order works present, and what a calendar is told of it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

MOST_SLOTS = 60


def times_of(session: Any, count: int) -> list[tuple[datetime, datetime]]:
    """Beginning and end of the first `count` slots of a session, with its gaps and pauses."""
    found, at = [], session.starts_at
    for number in range(1, count + 1):
        end = at + timedelta(minutes=session.slot_minutes)
        found.append((at, end))
        rests = session.pause_after and number % session.pause_after == 0
        at = end + timedelta(minutes=session.pause_minutes if rests else session.gap_minutes)
    return found


def drawn(works: Iterable[int], seed: str) -> list[int]:
    """Works in an order drawn by lot: the same words give the same order on every machine."""
    return sorted(works, key=lambda work: (hashlib.sha256(f"{seed}:{work}".encode()).hexdigest(), work))


def moved(order: Sequence[Any], item: Any, step: int) -> list[Any]:
    """The order with one item moved up (-1) or down (1); at an end it stays."""
    others = list(order)
    here = others.index(item)
    others.insert(min(max(0, here + step), len(order) - 1), others.pop(here))
    return others


def present_and_next(slots: Sequence[Any]) -> tuple[Any | None, Any | None]:
    """The slot that is running, and the first that has not begun."""
    running = [one for one in slots if one.started_at is not None and one.finished_at is None]
    waiting = [one for one in slots if one.started_at is None]
    return (running[0] if running else None), (waiting[0] if waiting else None)


def calendar_entry(
    *, uid: str, title: str, place: str, begins: datetime, ends: datetime, made_at: datetime, address: str
) -> str:
    """One event in the iCalendar format (RFC 5545): UTC times, escaped text, lines of at most 75 octets."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vinh Danh//Presentations//VI", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{uid}", f"DTSTAMP:{_moment(made_at)}", f"DTSTART:{_moment(begins)}", f"DTEND:{_moment(ends)}",
        f"SUMMARY:{_escaped(title)}", f"LOCATION:{_escaped(place)}", f"URL:{address}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """The line cut between characters, so that no piece is longer than 75 octets."""
    pieces, length = [""], 0
    for sign in line:
        size = len(sign.encode())
        if length + size > 74:
            pieces.append("")
            length = 0
        pieces[-1] += sign
        length += size
    return "\r\n ".join(pieces)
