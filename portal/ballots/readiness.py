"""What is settled before the council meets or votes: the sheets are sealed, and the public has been heard."""

from dataclasses import dataclass
from typing import Any

from portal.comments import queries as comments
from portal.comments.rules import Hearing
from portal.core import clock
from portal.transparency import queries as sealed
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind, Sealing


@dataclass(frozen=True, slots=True)
class Readiness:
    """How sheets and public comment of an edition stand."""

    sheets: Sealing
    hearing: Hearing

    @property
    def is_heard(self) -> bool:
        """Whether the public has been heard to the end, or need not be."""
        return self.hearing in (Hearing.NOT_ASKED, Hearing.OVER)

    def reason_kept(self, written: str) -> str:
        """The reason to begin before the public has been heard; nothing is kept where none was needed."""
        return "" if self.is_heard else written.strip()


def readiness_of(edition: Any) -> Readiness:
    """How things stand, every sheet compared with what was sealed."""
    return Readiness(transparency.sealing_of_sheets(edition), comments.hearing_of(edition, clock.now()))


def readiness_shown(edition: Any, hidden: frozenset[int]) -> Readiness:
    """What a page says of it: whether there is a seal at all, and nothing of objections hidden from its reader."""
    head = sealed.head_in_force(edition, HeadKind.SHEETS)
    hearing = comments.hearing_of(edition, clock.now(), hidden)
    return Readiness(Sealing.SEALED if head is not None else Sealing.MISSING, hearing)
