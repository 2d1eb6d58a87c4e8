"""The hash chain: each event's digest covers its content and the digest before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.digest import digest

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it."""

    sequence: int
    content: dict[str, Any]
    previous_digest: str
    digest: str


def content_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the digest of an event covers, from the values of its row."""
    return {
        "at": values["at"].isoformat(),
        "actor": values["actor_id"],
        "action": values["action"],
        "subject_type": values["subject_type"],
        "subject_id": values["subject_id"],
        "edition": values["edition_id"],
        "details": values["details"],
    }


def link_digest(sequence: int, content: dict[str, Any], previous_digest: str) -> str:
    """SHA-256 over the event's canonical content, its number and the digest before it."""
    return digest({"sequence": sequence, "content": content, "previous": previous_digest})


def first_break(links: Iterable[Link], *, start: str = GENESIS) -> int | None:
    """The number of the first event that does not fit, or None when the whole chain holds."""
    previous, expected = start, 1
    for link in links:
        fits = link.sequence == expected and link.previous_digest == previous
        if not fits or link.digest != link_digest(link.sequence, link.content, previous):
            return link.sequence
        previous, expected = link.digest, expected + 1
    return None
